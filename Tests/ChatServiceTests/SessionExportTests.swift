import AgentRuntime
import AgentTesting
import Testing

extension ExecutableTests {
    @Suite("Exporting a session")
    struct SessionExportTests {
        @Test("gives a recording that plays again, while the service runs and after the session is closed")
        func export() async throws {
            let data = try TemporaryFolder()
            let service = try await ServiceProcess.serving(data: data)
            let id = try await service.session(region: "piemonte")
            let socket = try await service.connect("/ws/\(id)")
            try await socket.say("Posso fare colazione prima dell'ecografia all'addome?")
            let answer = try await socket.frames(labelled: "ready").first { $0.type == "complete" }?["full_response"]
            let open = try await ServiceProcess.run(["sessions", "export", id], data: data)
            #expect(open.status == 0)
            let replay = try await Replay(of: SessionRecording(json: open.output))
            try replay.verify()
            #expect(replay.unusedCalls.isEmpty)
            #expect(replay.replies.map { .string($0.text) } == [answer])

            _ = try await service.call("DELETE", "/api/session/\(id)")
            #expect(await service.stop() == 0)
            let closed = try await ServiceProcess.run(["sessions", "export", id.uppercased()], data: data)
            let recording = try SessionRecording(json: closed.output)
            #expect(recording.events.last?.fact.type == "session_closed")
            let unknown = try await ServiceProcess.run(["sessions", "export", "\(SessionID())"], data: data)
            #expect(unknown.status != 0)
            #expect(unknown.output.contains("There is no session"))
        }

        @Test("makes no database where there is none, and says what an id is")
        func mistakes() async throws {
            let data = try TemporaryFolder()
            let early = try await ServiceProcess.run(["sessions", "export", "\(SessionID())"], data: data)
            #expect(early.status != 0)
            #expect(early.output.contains("\(data.path)/sessions.sqlite: There are no sessions yet."))
            #expect(data.files.isEmpty)
            let wrong = try await ServiceProcess.run(["sessions", "export", "42"], data: data)
            #expect(wrong.status != 0)
            #expect(wrong.output.contains("\"42\" is not a session id."))
        }
    }
}
