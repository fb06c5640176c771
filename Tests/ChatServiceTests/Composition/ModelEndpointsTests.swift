import AgentRuntime
import AgentTesting
import Foundation
import Logging
import ServiceConfiguration
import Testing

@testable import ChatService

@Suite struct ModelEndpointsTests {
    /// Two regions without tools that name the model `main`, whose fallback is the stand-in.
    private static func assembly(_ server: FakeModelServer, in folder: String) async throws -> Assembly {
        let files = [
            "config/service.yaml": "data_dir: \(folder)/var\ndefault_region: nord\n",
            "config/models.yaml": """
            default: main
            models:
              main:
                provider: openai
                base_url: \(server.baseURL)
                retry: {attempts: 1}
                breaker: {failures: 2}
                concurrency: 4
                fallback: [stand-in]
              stand-in: {provider: offline}
            """,
            "config/regions/nord.yaml": Self.region("Nord"),
            "config/regions/sud.yaml": Self.region("Sud"),
            "Prompts/system.md": "Ciao.\n",
        ]
        for (path, text) in files {
            let url = URL(filePath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }
        try FileManager.default.createDirectory(atPath: "\(folder)/config/tools", withIntermediateDirectories: true)
        let configuration = try LoadedConfiguration.load(directory: "\(folder)/config", environment: [:])
        return try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
    }

    private static func region(_ name: String) -> String {
        "name: \(name)\nagent: Agente\nassistant: Voce\nbrand: Marca\nprompt: system.md\n"
    }

    @Test func regionsThatUseOneEndpointShareItsBreaker() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try await FakeModelServer.running { _ in .failure(status: 503) }
        let assembly = try await Self.assembly(server, in: folder)
        let north = try #require(assembly.agents[RegionID(rawValue: "nord")])
        let south = try #require(assembly.agents[RegionID(rawValue: "sud")])
        #expect(assembly.models.breakers.map(\.status.state) == [.closed])
        for agent in [north, north, south] {
            let reply = try await TestConversation(with: agent).say("Ciao")
            #expect(reply.errorCode == nil)
            #expect(!reply.text.isEmpty)
        }
        #expect(server.requests.count == 2)
        #expect(assembly.models.breakers.map(\.status.name) == ["main"])
        #expect(assembly.models.breakers.map(\.status.state) == [.open])
        await assembly.shutdown()
        await server.shutdown()
    }
}
