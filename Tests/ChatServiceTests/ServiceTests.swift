import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("The service")
    struct ServiceTests {
        @Test("without a key it says so, serves both regions, and stops when told to")
        func offline() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            #expect(service.output.contains("No OPENAI_API_KEY is set"))
            #expect(service.output.contains("curl http://localhost:\(service.port)/health"))
            #expect(service.output.contains("Pages from any origin"))
            let health = try await service.call("GET", "/health")
            #expect(health["agent"] == "Info Agent - Cerba Lombardia")
            for (region, tool) in [("lombardia", "knowledge_base_lombardia"), ("piemonte", "RAG")] {
                let socket = try await service.connect("/ws/\(try await service.session(region: region))")
                try await socket.say("Posso fare colazione prima dell'ecografia all'addome?")
                let frames = try await socket.frames(labelled: "ready")
                #expect(frames.functionsCalled == [tool])
                #expect(frames.first { $0.type == "complete" }?["full_response"]?.string?.contains("digiuno") == true)
            }
            #expect(await service.stop() == 0)
        }

        @Test("a compatible server is asked with the region's prompt, tools and key")
        func openAI() async throws {
            let model = try await FakeModelServer.running(
                .calls("get_competitive_pricing", ["age": 13, "gender": "F", "sport": "pallavolo", "region": "Monza"]),
                .text("La visita costa 52,00 €.")
            )
            let service = try await ServiceProcess.serving(
                data: TemporaryFolder(),
                environment: [
                    "OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": model.baseURL, "OPENAI_MODEL": "gpt-test",
                ]
            )
            let socket = try await service.connect("/ws")
            try await socket.say("Quanto costa la visita per mia figlia, 13 anni, pallavolo, a Monza?")
            let frames = try await socket.frames(labelled: "ready")
            #expect(frames.labels == ["connected", "typing", "function_called", "chunk", "complete", "ready"])
            #expect(frames.functionsCalled == ["get_competitive_pricing"])
            let requests = model.requests
            #expect(requests.count == 2)
            #expect(requests.first?.header("Authorization") == "Bearer sk-secret")
            #expect(requests.first?.json["model"] == "gpt-test")
            let tools = requests.first?.json["tools"]?.array?.compactMap { $0["function"]?["name"]?.string } ?? []
            #expect(Set(tools).isSuperset(of: ["knowledge_base_lombardia", "get_competitive_pricing", "find_slots"]))
            #expect(requests.last?.messages.last?["content"]?.string?.contains("52,00 €") == true)
            #expect(!service.output.contains("sk-secret"))
            #expect(!service.output.contains("pallavolo"))
            #expect(await service.stop() == 0)
            await model.shutdown()
        }

        @Test("killed in mid-turn, it loses no message and goes on when it is started again")
        func crash() async throws {
            let data = try TemporaryFolder()
            let never = Gate()
            let model = try await FakeModelServer.running(
                .text("Prima risposta."),
                .text("Sto per").stalled(after: 2, until: never),
                .text("Seconda risposta.")
            )
            let environment = ["OPENAI_BASE_URL": model.baseURL]
            let first = try await ServiceProcess.serving(data: data, environment: environment)
            let id = try await first.session()
            let socket = try await first.connect("/ws/\(id)")
            try await socket.say("Uno", id: "m-1")
            _ = try await socket.frames(labelled: "ready")
            try await socket.say("Due", id: "m-2")
            _ = try await socket.frames(untilNumber: 2, labelled: "typing")
            try await model.received(2)
            await first.crash()

            let second = try await ServiceProcess.serving(data: data, environment: environment)
            try await model.received(3)
            let again = try await second.connect("/ws/\(id)?after=0")
            let frames = try await again.frames { frames in
                frames.contains { $0.type == "complete" || $0["messages"]?.array?.count == 4 }
            }
            #expect(!frames.isEmpty)
            let messages = model.requests.last?.messages.compactMap { $0["content"]?.string } ?? []
            #expect(messages.contains { $0.hasSuffix("\nUno") })
            #expect(messages.contains("Prima risposta."))
            #expect(messages.last?.hasSuffix("\nDue") == true)
            #expect(await second.stop() == 0)
            await model.shutdown()
        }

        @Test("commands answer without a server")
        func commands() async throws {
            let data = try TemporaryFolder()
            let check = try await ServiceProcess.run(["check"], data: data)
            #expect(check.status == 0)
            #expect(check.output.contains("Configuration is sound."))
            let list = try await ServiceProcess.run(["tools", "list", "--region", "Piemonte"], data: data)
            #expect(list.output.contains("knowledge_base_new (knowledge_base, read, shown as RAG)"))
            let call = try await ServiceProcess.run(
                [
                    "tools", "call", "get_competitive_pricing",
                    #"{"age":13,"gender":"F","sport":"pallavolo","region":"Monza"}"#,
                ],
                data: data
            )
            #expect(call.output.contains("\"price\": \"52,00 €\""))
            let prompt = try await ServiceProcess.run(["prompts", "show", "--region", "piemonte"], data: data)
            #expect(prompt.output.contains("`knowledge_base_new`"))
            #expect(!prompt.output.contains("{{"))
            #expect(!prompt.output.contains("&#"))
        }

        static let mistakes: [(arguments: [String], environment: [String: String], words: String)] = [
            (["check", "--config", "nowhere"], [:], "nowhere: There is no such folder."),
            (["check"], ["CHAT_SERVICE_PORT": "eight"], "CHAT_SERVICE_PORT is \"eight\"."),
            (["tools", "list", "--region", "lombrdia"], [:], "Did you mean lombardia?"),
            (["tools", "call", "bookng"], [:], "has no tool \"bookng\""),
            (["tools", "call", "get_competitive_pricing", "{"], [:], "Not valid JSON"),
            (["tools", "call", "get_competitive_pricing", "{}"], [:], "'age' is missing"),
        ]

        @Test("a mistake ends with a sentence that says what to do", arguments: mistakes)
        func mistaken(_ mistake: (arguments: [String], environment: [String: String], words: String)) async throws {
            let run = try await ServiceProcess.run(
                mistake.arguments,
                data: TemporaryFolder(),
                environment: mistake.environment
            )
            #expect(run.status != 0)
            #expect(run.output.contains(mistake.words), "\(run.output)")
        }

        @Test("a port in use is told as such")
        func portInUse() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            let other = try await ServiceProcess.run(
                ["serve"],
                data: TemporaryFolder(),
                environment: ["CHAT_SERVICE_PORT": "\(service.port)"]
            )
            #expect(other.status != 0)
            #expect(other.output.contains("Port \(service.port) is in use"))
            #expect(await service.stop() == 0)
        }
    }
}
