import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

extension ExecutableTests {
    /// What `Tests/Fixtures/protocol` and `Tests/Fixtures/clients` say of the wire, in the project's own words.
    @Suite("What the protocol promises")
    struct PromisedWireTests {
        private static let fixtures = "\(Repository.root)/Tests/Fixtures"

        /// What a conversation with the service is checked against.
        private struct Script {
            let steps: [JSONValue]
            /// The session's id, once there is one.
            var session = ""

            init() throws {
                let path = "\(PromisedWireTests.fixtures)/protocol/conversation.json"
                let json = try JSONValue(parsing: try String(contentsOfFile: path, encoding: .utf8))
                self.steps = json["steps"]?.array ?? []
            }

            func filled(_ text: String) -> String { text.replacing("{id}", with: self.session) }

            /// Whether a member is as it is promised.
            func isKept(_ promise: JSONValue, by value: JSONValue?) -> Bool {
                switch promise {
                case "<text>": value?.string?.isEmpty == false
                case "<count>": (value?.integer ?? -1) >= 0
                case "<id>": value?.string == self.session
                case "<time>":
                    value?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
                case "<socket>":
                    value?.string?.wholeMatch(of: /ws:\/\/127\.0\.0\.1:\d+\/ws\/([0-9a-f-]{36})/)?.1
                        == self.session[...]
                default: value == promise
                }
            }

            /// The members that are not as they are promised.
            func broken(_ promised: JSONValue?, by found: JSONValue) -> [String] {
                (promised?.object ?? [:]).filter { $0.key != "+" && !self.isKept($0.value, by: found[$0.key]) }.map(
                    \.key
                )
            }
        }

        @Test("is kept, call by call and frame by frame")
        func conversation() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            var script = try Script()
            #expect(script.steps.count > 10)
            var socket: WebSocketClient?
            var seen = 0
            for step in script.steps {
                if let call = step["call"]?.string {
                    let words = call.split(separator: " ").map(String.init)
                    let response = try await service.http.send(
                        HTTPClientRequest(
                            method: words[0],
                            url: "http://127.0.0.1:\(service.port)\(script.filled(words[1]))",
                            body: step["body"].map { Array($0.encoded) }
                        )
                    )
                    let answer = try JSONValue(parsing: response.body)
                    if script.session.isEmpty { script.session = answer["session_id"]?.string ?? "" }
                    #expect(response.head.status == step["status"]?.integer, "\(call)")
                    #expect(script.broken(step["answer"], by: answer) == [], "\(call): \(answer)")
                    continue
                }
                if let path = step["socket"]?.string { socket = try await service.connect(script.filled(path)) }
                let client = try #require(socket)
                if let message = step["message"] { try await client.send(message.description) }
                let promised = step["frames"]?.array ?? []
                let last = promised.last.map { $0["status"]?.string ?? $0["type"]?.string ?? "" } ?? ""
                let start = seen
                let frames = try await client.frames { $0.dropFirst(start).contains { $0.label == last } }
                seen = frames.count
                var rest = frames.dropFirst(start)
                for promise in promised {
                    let isMany = promise["+"] == true
                    let type = promise["type"]?.string
                    let count = isMany ? max(1, rest.prefix { $0.type == type }.count) : 1
                    for _ in 0..<count {
                        let next = rest.popFirst()
                        let frame = try #require(next, "\(promise) did not come")
                        #expect(script.broken(promise, by: frame.json) == [], "\(promise): \(frame.json)")
                    }
                }
                #expect(rest.isEmpty, "\(rest.map(\.json))")
                let answer = frames.dropFirst(start).first { $0.type == "complete" }?["full_response"]?.string
                if let answer { #expect(Array(frames.dropFirst(start)).chunks.joined() == answer) }
            }
            #expect(try await socket?.closed() == 1000)
            #expect(await service.stop() == 0)
        }

        @Test(
            "is enough for a client in Node",
            .enabled(
                if: NodeProgram.canRun,
                "Node, node-ws or node-axios is not here: run Scripts/install-dependencies."
            )
        )
        func node() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            let output = try await NodeProgram.run(
                ["conversation.js", "http://127.0.0.1:\(service.port)"],
                in: "\(Self.fixtures)/clients"
            )
            let events = try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            func values(_ name: String) -> [JSONValue] {
                events.filter { $0["event"] == .string(name) }.compactMap { $0["value"] }
            }
            var names = events.compactMap { $0["event"]?.string }
            // Created before it connects, told when it has.
            names.removeAll { $0 == "session" }
            let order = names.enumerated().filter { $0 == 0 || names[$0 - 1] != $1 }.map(\.element)
            let turn = ["chunk", "answer", "ready"]
            #expect(
                order == ["connected", "typing", "called"] + turn + ["typing"] + turn + ["info", "closed", "deleted"],
                "\(output)"
            )
            let answers = values("answer").compactMap(\.string)
            #expect(answers.count == 2)
            #expect(values("chunk").compactMap(\.string).joined() == answers.joined())
            #expect(values("called") == ["knowledge_base_lombardia"])
            #expect(values("info").first?["message_count"] == 4)
            #expect(values("deleted").first?["status"] == "deleted")
            #expect(try await service.call("GET", "/health")["active_sessions"] == 0)
            #expect(await service.stop() == 0)
        }
    }
}
