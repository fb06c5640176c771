import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("Erasing sessions")
    struct SessionErasureTests {
        private func holds(_ text: String, _ data: TemporaryFolder) throws -> Bool {
            try data.files.filter { $0.hasPrefix("sessions.sqlite") }.contains { file in
                try Data(contentsOf: URL(filePath: "\(data.path)/\(file)")).range(of: Data(text.utf8)) != nil
            }
        }

        private func session(of user: String, saying text: String, at service: ServiceProcess) async throws -> String {
            let body = #"{"user_id":"\#(user)","region":"piemonte"}"#
            let id = try await service.call("POST", "/api/create-session", body: body)["session_id"]?.string ?? ""
            let socket = try await service.connect("/ws/\(id)")
            try await socket.say(text)
            _ = try await socket.frames(labelled: "ready")
            return id
        }

        @Test("leaves nothing in the files, while the service runs and after it has stopped")
        func erasure() async throws {
            let data = try TemporaryFolder()
            let service = try await ServiceProcess.serving(data: data)
            let first = try await self.session(of: "anna", saying: "Costa sdrucciolevole?", at: service)
            let second = try await self.session(of: "anna", saying: "Costa strabiliante?", at: service)
            let other = try await self.session(of: "bea", saying: "Costa inconfondibile?", at: service)
            #expect(try self.holds("sdrucciolevole", data))
            let one = try await ServiceProcess.run(["sessions", "erase", first], data: data)
            #expect(one.output == "\(first) erased\n")
            #expect(one.status == 0)
            #expect(try !self.holds("sdrucciolevole", data))
            // The service goes on for everybody else.
            _ = try await service.call("GET", "/api/session/\(other)/info")
            #expect(await service.stop() == 0)

            let tried = try await ServiceProcess.run(["sessions", "erase", "--user", "anna", "--dry-run"], data: data)
            #expect(tried.output == "\(second) would be erased\n")
            #expect(try self.holds("strabiliante", data))
            let all = try await ServiceProcess.run(["sessions", "erase", "--user", "anna"], data: data)
            #expect(all.output == "\(second) erased\n")
            #expect(try !self.holds("strabiliante", data))
            #expect(try self.holds("inconfondibile", data))
        }

        @Test("tells what there was nothing of")
        func mistakes() async throws {
            let data = try TemporaryFolder()
            let early = try await ServiceProcess.run(["sessions", "erase", "\(SessionID())"], data: data)
            #expect(early.output.contains("There are no sessions yet."))
            let service = try await ServiceProcess.serving(data: data)
            let id = try await service.session(region: "piemonte")
            #expect(await service.stop() == 0)
            let unknown = SessionID()
            let some = try await ServiceProcess.run(["sessions", "erase", id, "\(unknown)"], data: data)
            #expect(some.output == "\(id) erased\n\(unknown) is not there\n")
            #expect(some.status != 0)
            let nobody = try await ServiceProcess.run(["sessions", "erase", "--user", "zoe"], data: data)
            #expect(nobody.output == "There are no sessions of \"zoe\".\n")
            #expect(nobody.status != 0)
            for wrong in [["42"], [], ["\(unknown)", "--user", "zoe"]] {
                #expect(try await ServiceProcess.run(["sessions", "erase"] + wrong, data: data).status != 0)
            }
        }
    }
}
