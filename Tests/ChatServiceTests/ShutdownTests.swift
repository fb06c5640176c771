import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("Stopping")
    struct ShutdownTests {
        /// A service in the middle of a turn.
        private struct Busy {
            let service: ServiceProcess
            let session: String
            let socket: WebSocketClient
        }

        private static func busy(
            _ model: FakeModelServer,
            _ options: [String] = [],
            data: TemporaryFolder
        ) async throws -> Busy {
            let service = try await ServiceProcess.serving(
                options,
                data: data,
                environment: ["OPENAI_BASE_URL": model.baseURL]
            )
            let id = try await service.session()
            let socket = try await service.connect("/ws/\(id)")
            try await socket.say("Uno")
            try await model.received(1)
            _ = try await socket.frames(labelled: "chunk")
            return Busy(service: service, session: id, socket: socket)
        }

        @Test("told to stop, it finishes the answer under way and takes on nothing new meanwhile")
        func drain() async throws {
            let gate = Gate()
            let model = try await FakeModelServer.running(.text("Un attimo, ecco.").stalled(after: 2, until: gate))
            let busy = try await Self.busy(model, data: TemporaryFolder())
            busy.service.terminate()
            try await busy.service.says("Stopping")
            let refused = try await busy.service.call("POST", "/api/create-session")
            #expect(refused["code"] == "service_stopping")
            #expect(try await busy.service.call("GET", "/health")["status"] == "healthy")
            try await busy.socket.say("Due", id: "m-2")
            let error = try await busy.socket.frames(labelled: "error").last
            #expect(error?["code"] == "service_stopping")
            #expect(error?["message_id"] == "m-2")
            gate.open()
            let frames = try await busy.socket.frames(labelled: "ready")
            #expect(frames.last { $0.type == "complete" }?["full_response"] == "Un attimo, ecco.")
            #expect(try await busy.socket.closed() == 1012)
            #expect(await busy.service.ended() == 0)
            await model.shutdown()
        }

        @Test("what has not ended in time goes on after the next start")
        func cutOff() async throws {
            let configuration = try ConfigurationCopy()
            try configuration.change("service.yaml", "turns: 120s", to: "turns: 0s")
            let data = try TemporaryFolder()
            let never = Gate()
            let model = try await FakeModelServer.running(
                .text("Un attimo, ecco.").stalled(after: 2, until: never),
                .text("Ecco tutto.")
            )
            let busy = try await Self.busy(model, configuration.options, data: data)
            #expect(await busy.service.stop() == 0)
            #expect(try await busy.socket.closed() == 1012)
            let next = try await ServiceProcess.serving(data: data, environment: ["OPENAI_BASE_URL": model.baseURL])
            try await model.received(2)
            let again = try await next.connect("/ws/\(busy.session)?after=0")
            let frames = try await again.frames { frames in
                frames.contains { $0.type == "complete" || $0["messages"]?.array?.count == 2 }
            }
            #expect(frames.map { $0.json.description }.joined().contains("Ecco tutto."))
            #expect(await next.stop() == 0)
            await model.shutdown()
        }

        @Test("told to stop the moment it listens, it stops", arguments: 1...3)
        func atOnce(_ time: Int) async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            #expect(await service.stop() == 0)
        }

        @Test("told a second time, it ends at once")
        func twice() async throws {
            let never = Gate()
            let model = try await FakeModelServer.running(.text("Un attimo, ecco.").stalled(after: 2, until: never))
            let busy = try await Self.busy(model, data: TemporaryFolder())
            busy.service.terminate()
            try await busy.service.says("Stopping")
            busy.service.terminate()
            #expect(await busy.service.ended() == 128 + SIGTERM)
            await model.shutdown()
        }
    }
}
