import AgentRuntime
import AgentTesting
import ServiceConfiguration
import Testing

@testable import ChatService

@Suite("A check that goes online")
struct EndpointProbeTests {
    /// Nobody listens on the first of all ports.
    private static let nobody = "http://127.0.0.1:1"

    @Test("finds models that answer, whatever they say, and asks each server once")
    func model() async throws {
        let folder = try CheckedFolder()
        try await FakeModelServer.withServer { server in
            let environment = ["OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": "chiave-segreta"]
            #expect(try await folder.findings(.error, online: true, environment: environment) == [])
            let notes = try await folder.findings(.note, online: true, environment: environment)
            let answers = notes.filter { $0.contains(" answers.") }
            #expect(answers.count == 1)
            #expect(answers.first?.contains("The model auto: \(server.baseURL) answers.") == true)
            #expect(!notes.description.contains("chiave-segreta"))
        }
    }

    @Test("tells of models, tools and transfers that nobody answers for, and what to do")
    func nobody() async throws {
        let folder = try CheckedFolder()
        let errors = try await folder.findings(
            .error,
            online: true,
            environment: [
                "OPENAI_BASE_URL": "\(Self.nobody)/v1", "LOMBARDIA_TOOLS_URL": "http://127.0.0.2:1",
                "PIEMONTE_ESCALATION_URL": "http://127.0.0.3:1/escalation",
            ]
        )
        #expect(errors.count == 3)
        for (user, origin) in [
            ("The model auto", "\(Self.nobody)/v1"), ("The tool knowledge_base_lombardia", "http://127.0.0.2:1"),
            ("The tool request_transfer", "http://127.0.0.3:1"),
        ] {
            let words = ": \(user): \(origin) cannot be reached. Nothing answers at "
            #expect(errors.contains { $0.contains(words) && $0.contains("Check address") }, "\(user): \(errors)")
        }
        #expect(errors.allSatisfy { $0.wholeMatch(of: /config\/[a-z\/]+\.yaml:\d+: .*/) != nil })
    }

    @Test("tells of an MCP server that the service could do without")
    func server() async throws {
        let folder = try CheckedFolder()
        let settings = "url: \(Self.nobody)/mcp, required: false, private_addresses: true, connect: 1s"
        try folder.append("kind: mcp\nsettings: {\(settings)}\n", to: "config/tools/altrove.yaml")
        try folder.append("tools: [altrove]\n", to: "config/regions/terza.yaml")
        try folder.append(
            "name: Terza\nagent: A\nassistant: V\nprompt: terza.md\n",
            to: "config/regions/terza.yaml"
        )
        try folder.append("Ciao.\n", to: "Prompts/terza.md")
        #expect(try await folder.findings(.error) == [])
        let errors = try await folder.findings(.error, online: true)
        #expect(errors.count == 1)
        #expect(
            errors.first?.hasPrefix("config/tools/altrove.yaml:2: The tool altrove: \(Self.nobody) cannot be") == true
        )
    }

    @Test("tries nothing unless it is told to")
    func offline() async throws {
        let folder = try CheckedFolder()
        #expect(try await folder.findings(.error, environment: ["OPENAI_BASE_URL": "\(Self.nobody)/v1"]) == [])
    }
}

extension ExecutableTests {
    @Suite("The command check")
    struct CheckCommandTests {
        @Test("ends with a status that tells whether there are errors")
        func status() async throws {
            let data = try TemporaryFolder()
            let sound = try await ServiceProcess.run(["check"], data: data)
            #expect(sound.status == 0)
            #expect(sound.output.hasSuffix("Configuration is sound.\n"))
            let offline = try await ServiceProcess.run(
                ["check", "--online"],
                data: data,
                environment: ["LOMBARDIA_ESCALATION_URL": "http://127.0.0.1:1/escalation"]
            )
            #expect(offline.status == 1)
            #expect(offline.output.contains("Error: config/regions/lombardia.yaml:"))
            #expect(offline.output.contains("The tool request_transfer: http://127.0.0.1:1 cannot be reached."))
            #expect(!offline.output.contains("Configuration is sound."))
        }
    }
}
