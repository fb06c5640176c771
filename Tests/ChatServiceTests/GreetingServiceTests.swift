import AgentRuntime
import AgentTesting
import Testing

@testable import ChatService

extension ExecutableTests {
    @Suite("A region that greets")
    struct GreetingServiceTests {
        @Test("greets the first socket of a session, once, also over a restart")
        func service() async throws {
            let folder = try CheckedFolder()
            try folder.append("greets: true\n", to: "config/regions/piemonte.yaml")
            let data = try TemporaryFolder()
            try await Repository.$folder.withValue(folder.path) {
                let service = try await ServiceProcess.serving(data: data)
                let id = try await service.session(region: "piemonte")
                let socket = try await service.connect("/ws/\(id)")
                let frames = try await socket.frames(labelled: "complete")
                #expect(frames.labels == ["connected", "chunk", "complete"])
                let greeting = try #require(frames.last?["full_response"]?.string)
                #expect(greeting.hasPrefix("Buona giornata, sono Voilà"))
                #expect(frames.chunks == [greeting])
                try await socket.say("Quanto vale il certificato per la palestra?")
                _ = try await socket.frames(labelled: "ready")
                #expect(try await service.call("GET", "/api/session/\(id)/info")["message_count"] == 3)
                let silent = try await service.connect("/ws/\(try await service.session(region: "lombardia"))")
                try await silent.say("Grazie")
                #expect(try await silent.frames(labelled: "ready").labels.prefix(2) == ["connected", "typing"])
                #expect(await service.stop() == 0)

                let again = try await ServiceProcess.serving(data: data)
                let back = try await again.connect("/ws/\(id)?epoch=other&after=2")
                let snapshot = try #require(try await back.frames(labelled: "snapshot").last)
                #expect(snapshot["messages"]?[0]?["content"] == .string(greeting))
                #expect(snapshot["messages"]?.array?.count == 3)
                let export = try await ServiceProcess.run(["sessions", "export", id], data: data)
                #expect(export.output.contains(greeting))
                #expect(await again.stop() == 0)
            }
        }

        @Test("says so in its prompt, and no other does")
        func prompt() async throws {
            let folder = try CheckedFolder()
            let silent = try await folder.prompt(of: "piemonte")
            #expect(silent.contains("Saluta una sola volta") && !silent.contains("Hai già salutato"))
            try folder.append("greets: true\n", to: "config/regions/piemonte.yaml")
            let greeted = try await folder.prompt(of: "piemonte")
            #expect(!greeted.contains("Saluta una sola volta") && greeted.contains("Hai già salutato"))
            #expect(try await folder.prompt(of: "lombardia").contains("Saluta una sola volta"))
        }
    }
}
