import AgentRuntime
import AgentTesting
import Testing

extension ExecutableTests {
    /// What only shows on the wire: the service as an operator starts it, over WebSocket, with a model's server that follows
    /// a script.
    @Suite("Over the wire, in both regions")
    struct LiveScenarioTests {
        /// The service, beside a model's server.
        private struct Live {
            let service: ServiceProcess
            let model: FakeModelServer

            init(
                environment: [String: String] = [:],
                model responder: @escaping FakeModelServer.Responder
            ) async throws {
                self.model = try await FakeModelServer.running(responder: responder)
                self.service = try await ServiceProcess.serving(
                    data: TemporaryFolder(),
                    environment: environment.merging(["OPENAI_BASE_URL": self.model.baseURL]) { $1 }
                )
            }

            func stop() async {
                #expect(await self.service.stop() == 0)
                await self.model.shutdown()
            }
        }

        /// What the user said last, without the line that tells the time.
        private static func lastWords(_ request: FakeModelRequest) -> String {
            let message = request.messages.last { $0["role"] == "user" }?["content"]?.string ?? ""
            return message.split(separator: "\n").last.map(String.init) ?? ""
        }

        private static func answers(_ frames: [RecordedFrame]) -> [String] {
            frames.filter { $0.type == "complete" }.compactMap { $0["full_response"]?.string }
        }

        @Test("sessions that are held at once know nothing of each other, and each has its region's tools")
        func sessions() async throws {
            let live = try await Live { .text("Eco: \(Self.lastWords($0))") }
            var sockets: [(region: ShippedRegion, socket: WebSocketClient)] = []
            for region in ShippedRegion.all + ShippedRegion.all {
                let id = try await live.service.session(region: region.id)
                sockets.append((region, try await live.service.connect("/ws/\(id)")))
            }
            for round in 1...3 {
                for (number, held) in sockets.enumerated() {
                    try await held.socket.say("parola-\(number)-\(round)")
                }
            }
            for (number, held) in sockets.enumerated() {
                let frames = try await held.socket.frames(untilNumber: 3, labelled: "ready")
                #expect(Self.answers(frames) == (1...3).map { "Eco: parola-\(number)-\($0)" })
            }
            #expect(live.model.requests.count == 12)
            for request in live.model.requests {
                let number = Self.lastWords(request).split(separator: "-")[1]
                let said = request.messages.filter { $0["role"] == "user" }.compactMap { $0["content"]?.string }
                #expect(said.allSatisfy { $0.contains("parola-\(number)-") })
                let region = try #require(ShippedRegion.all.first { $0.id == sockets[Int(number) ?? 0].region.id })
                let other = try #require(ShippedRegion.all.first { $0.id != region.id })
                let tools = request.json["tools"]?.array?.compactMap { $0["function"]?["name"]?.string } ?? []
                #expect(region.informationTools.isSubset(of: tools))
                #expect(!tools.contains(other.knowledgeBase) && !tools.contains(other.clinicInfo))
            }
            await live.stop()
        }

        @Test("messages sent back to back are answered one after the other")
        func backToBack() async throws {
            let first = Gate()
            let live = try await Live { request in
                let words = Self.lastWords(request)
                return words == "uno" ? .text("Eco: uno").held(at: first) : .text("Eco: \(words)")
            }
            for region in ShippedRegion.all {
                let socket = try await live.service.connect("/ws/\(try await live.service.session(region: region.id))")
                try await socket.say("uno")
                try await socket.say("due")
                first.open()
                let frames = try await socket.frames(untilNumber: 2, labelled: "ready")
                let turn = ["typing", "chunk", "complete", "ready"]
                #expect(frames.labels == ["connected"] + turn + turn)
                #expect(Self.answers(frames) == ["Eco: uno", "Eco: due"])
            }
            let histories = live.model.requests.filter { Self.lastWords($0) == "due" }.map(\.messages)
            #expect(histories.allSatisfy { messages in messages.contains { $0["content"] == "Eco: uno" } })
            await live.stop()
        }

        @Test("a client that was cut off gets exactly what it missed")
        func reconnect() async throws {
            for region in ShippedRegion.all {
                let gate = Gate()
                let live = try await Live { _ in .text("uno due tre quattro cinque sei").stalled(after: 3, until: gate)
                }
                let id = try await live.service.session(region: region.id)
                let first = try await live.service.connect("/ws/\(id)")
                try await first.say("Conta.")
                let before = try await first.frames { !$0.chunks.isEmpty }
                let epoch = try #require(before.first?["epoch"]?.string)
                let last = try #require(before.last?.sequence)
                await first.drop()
                gate.open()
                let second = try await live.service.connect("/ws/\(id)?epoch=\(epoch)&after=\(last)")
                let after = try await second.frames(labelled: "ready")
                #expect(after.first?["recovered"] == true)
                let text = (before + after.filter { $0.sequence > last }).chunks.joined()
                #expect(text == "uno due tre quattro cinque sei")
                #expect(Self.answers(after) == [text])
                #expect(live.model.requests.count == 1)
                await live.stop()
            }
        }

        @Test("a session that is deleted while a tool runs is gone, and so is the tool's call")
        func deleted() async throws {
            let back = try await StubHTTPServer.running { _ in .json([:]).held(at: Gate()) }
            for (number, region) in ShippedRegion.all.enumerated() {
                let live = try await Live(environment: [region.toolsVariable: back.url]) { _ in
                    .calls(region.knowledgeBase, ["query": "Serve il digiuno?"])
                }
                let id = try await live.service.session(region: region.id)
                let socket = try await live.service.connect("/ws/\(id)")
                try await socket.say("Serve il digiuno?")
                try await back.received(number + 1)
                let answer = try await live.service.call("DELETE", "/api/session/\(id)")
                #expect(answer["status"] == "deleted")
                #expect(try await socket.closed() == 1000)
                #expect(socket.frames.functionsCalled == [region.knowledgeBaseBadge])
                #expect(!socket.frames.labels.contains("complete"))
                try await back.abandoned(number + 1)
                let info = try await live.service.call("GET", "/api/session/\(id)/info")
                #expect(info["detail"]?.string?.isEmpty == false)
                #expect(live.model.requests.count == 1)
                await live.stop()
            }
        }

        @Test("a message that is too long is refused, and the session goes on")
        func tooLong() async throws {
            let live = try await Live { .text("Eco: \(Self.lastWords($0))") }
            for region in ShippedRegion.all {
                let socket = try await live.service.connect("/ws/\(try await live.service.session(region: region.id))")
                try await socket.say(String(repeating: "a", count: 50_000))
                let refused = try await socket.frames(labelled: "error")
                #expect(refused.last?["error"]?.string?.isEmpty == false)
                try await socket.say("Ci sei?")
                #expect(Self.answers(try await socket.frames(labelled: "ready")) == ["Eco: Ci sei?"])
            }
            #expect(live.model.requests.count == 2)
            await live.stop()
        }

        @Test("a region that is not there is refused with a sentence", arguments: ["region", "metadata"])
        func unknownRegion(_ place: String) async throws {
            let live = try await Live { _ in .text("Buongiorno.") }
            let body = place == "region" ? #"{"region":"Atlantide"}"# : #"{"metadata":{"region":"Atlantide"}}"#
            let answer = try await live.service.call("POST", "/api/create-session", body: body)
            #expect(answer["session_id"] == nil)
            #expect(answer["code"] == "unknown_region")
            #expect(answer["detail"]?.string?.contains("Atlantide") == true)
            await live.stop()
        }
    }
}
