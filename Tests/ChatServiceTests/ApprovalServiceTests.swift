import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("A tool that asks first, served")
    struct ApprovalServiceTests {
        /// The shipped configuration, but for one tool that asks.
        private static func configuration() throws -> ConfigurationCopy {
            let copy = try ConfigurationCopy()
            let lines = "\nconfirm: user\nquestion: Cerco gli esami per {{sport}}?\ntimeout:"
            try copy.change("tools/exams_by_sport.yaml", "\ntimeout:", to: lines)
            return copy
        }

        private static let question = "Cerco gli esami per pallavolo? Risponda sì per procedere."

        @Test("waits over a crash, and runs once by a frame")
        func crash() async throws {
            let copy = try Self.configuration()
            let data = try TemporaryFolder()
            let model = try await FakeModelServer.running(
                .calls("get_exam_by_sport", ["sport": "pallavolo"]),
                .text("Ecco gli esami.")
            )
            let environment = ["OPENAI_BASE_URL": model.baseURL]
            let first = try await ServiceProcess.serving(copy.options, data: data, environment: environment)
            let id = try await first.session()
            let socket = try await first.connect("/ws/\(id)")
            try await socket.say("Che esami servono per la pallavolo?")
            let asked = try await socket.frames(labelled: "ready")
            #expect(asked.functionsCalled.isEmpty)
            #expect(asked.first { $0.type == "complete" }?["full_response"] == .string(Self.question))
            await first.crash()

            let second = try await ServiceProcess.serving(copy.options, data: data, environment: environment)
            let pending = try await second.call("GET", "/api/session/\(id)/info")["pending_approval"]
            #expect(pending?["question"] == .string(Self.question))
            let again = try await second.connect("/ws/\(id)?frames=all")
            let call = try #require(pending?["call_id"]?.string)
            let yes = "{\"type\":\"approval\",\"call_id\":\"\(call)\",\"approved\":true}"
            try await again.send(yes)
            try await again.send(yes)
            let frames = try await again.frames { $0.labels.contains("ready") && $0.labels.contains("error") }
            #expect(frames.functionsCalled == ["get_exam_by_sport"])
            #expect(frames.first { $0.type == "error" }?["code"] == "approval_not_pending")
            #expect(frames.first { $0.type == "complete" }?["full_response"] == "Ecco gli esami.")
            let sent = try #require(model.requests.last?.messages)
            #expect(sent.suffix(3).map { $0["role"]?.string } == ["user", "assistant", "tool"])
            #expect(await second.stop() == 0)
            await model.shutdown()
        }

        @Test("asks in the terminal, where a plain yes is enough")
        func terminal() async throws {
            let copy = try Self.configuration()
            let typed = "\(copy.path)/typed"
            try "Quali esami comprende la visita per la pallavolo?\nsì\n".write(
                toFile: typed,
                atomically: true,
                encoding: .utf8
            )
            let options = copy.options.joined(separator: " ")
            let run = try await ServiceProcess.shell("chat-service chat \(options) < \(typed)", data: TemporaryFolder())
            let parts = run.output.components(separatedBy: "Risponda sì per procedere.")
            #expect(parts.count == 2)
            #expect(parts[0].contains("[get_exam_by_sport?]"))
            #expect(parts[0].contains("Cerco gli esami per"))
            #expect(parts.last?.contains("[get_exam_by_sport]") == true)
        }
    }
}
