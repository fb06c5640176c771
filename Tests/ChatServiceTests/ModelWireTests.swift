import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    /// The whole service in front of a model behind another wire: configuration, loop, journal and request.
    @Suite("The service over other wires")
    struct ModelWireTests {
        static let pricing: JSONValue = ["age": 13, "gender": "F", "sport": "pallavolo", "region": "Monza"]

        /// A folder with the shipped configuration, in which `auto` gives way to a model at `server`.
        private static func configuration(_ provider: String, at server: FakeModelServer) throws -> TemporaryFolder {
            let folder = try TemporaryFolder()
            for name in ["config", "Prompts"] {
                try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
            }
            try """
            default: other
            models:
              other: {provider: \(provider), model: test-model, base_url: "\(server.baseURL)", api_key: "${KEY}"}

            """.write(toFile: "\(folder.path)/config/models.yaml", atomically: true, encoding: .utf8)
            return folder
        }

        /// A turn with a tool call and an answer; then another in a service started anew, which knows the first from its
        /// journal alone.
        /// - Returns: the three requests that the model got.
        private static func requests(
            over provider: String,
            calling id: String
        ) async throws -> [FakeModelRequest] {
            let model = try await FakeModelServer.running(
                .calls("get_competitive_pricing", Self.pricing, id: id, sealed: "seal"),
                .text("La visita costa 52,00 €."),
                .text("Prego.")
            )
            let folder = try Self.configuration(provider, at: model)
            let data = try TemporaryFolder()
            let config = "\(folder.path)/config"
            let first = try await ServiceProcess.serving(
                ["--config", config],
                data: data,
                environment: ["KEY": "sk-secret"]
            )
            let session = try await first.session()
            let socket = try await first.connect("/ws/\(session)")
            try await socket.say("Quanto costa la visita per mia figlia, 13 anni, pallavolo, a Monza?")
            let frames = try await socket.frames(labelled: "ready")
            #expect(frames.functionsCalled == ["get_competitive_pricing"])
            #expect(frames.first { $0.type == "complete" }?["full_response"] == "La visita costa 52,00 €.")
            #expect(!first.output.contains("sk-secret"))
            #expect(await first.stop() == 0)

            let second = try await ServiceProcess.serving(
                ["--config", config],
                data: data,
                environment: ["KEY": "sk-secret"]
            )
            let again = try await second.connect("/ws/\(session)")
            try await again.say("Grazie.")
            _ = try await again.frames(labelled: "ready")
            #expect(await second.stop() == 0)
            let requests = model.requests
            await model.shutdown()
            try #require(requests.count == 3)
            return requests
        }

        @Test("Responses: reasoning, call and result go back together, also after a restart")
        func responses() async throws {
            let requests = try await Self.requests(over: "openai-responses", calling: "call_1")
            #expect(requests.map(\.path) == Array(repeating: "/v1/responses", count: 3))
            #expect(requests[0].header("Authorization") == "Bearer sk-secret")
            #expect(requests[0].json["model"] == "test-model")
            #expect(requests[0].json["tools"]?.array?.isEmpty == false)
            for request in requests.dropFirst() {
                #expect(
                    request.messages[1] == [
                        "type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "seal",
                    ]
                )
                #expect(request.messages[2]["call_id"] == "call_1")
                #expect(request.messages[2]["arguments"]?.string == Self.pricing.description)
                #expect(request.messages[3]["type"] == "function_call_output")
                #expect(request.messages[3]["call_id"] == "call_1")
                #expect(request.messages[3]["output"]?.string?.contains("52,00 €") == true)
            }
            #expect(requests[2].messages[4]["content"]?[0]?["text"] == "La visita costa 52,00 €.")
            #expect(requests[2].messages[5]["content"]?[0]?["text"]?.string?.hasSuffix("\nGrazie.") == true)
        }

        @Test("Messages: thinking, call and result go back together, also after a restart")
        func messages() async throws {
            let requests = try await Self.requests(over: "anthropic", calling: "toolu_1")
            #expect(requests.map(\.path) == Array(repeating: "/v1/messages", count: 3))
            #expect(requests[0].header("x-api-key") == "sk-secret")
            #expect(requests[0].json["model"] == "test-model")
            #expect(requests[0].json["tools"]?.array?.isEmpty == false)
            for request in requests.dropFirst() {
                #expect(
                    request.messages[1]["content"] == [
                        ["type": "thinking", "thinking": "Hm.", "signature": "seal"],
                        [
                            "type": "tool_use", "id": "toolu_1", "name": "get_competitive_pricing",
                            "input": Self.pricing,
                        ],
                    ]
                )
                let result = request.messages[2]["content"]?[0]
                #expect(result?["tool_use_id"] == "toolu_1")
                #expect(result?["content"]?.string?.contains("52,00 €") == true)
                #expect(result?["is_error"] == nil)
            }
            #expect(requests[2].messages.map { $0["role"] } == ["user", "assistant", "user", "assistant", "user"])
            #expect(requests[2].messages[4]["content"]?[0]?["text"]?.string?.hasSuffix("\nGrazie.") == true)
        }
    }
}
