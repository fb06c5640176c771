import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("Configuration that changes while the service runs")
    struct LiveConfigurationTests {
        private static let veneto = """
            name: Veneto
            agent: Info Agent - Cerba Veneto
            assistant: Marina
            prompt: lombardia/system.md
            tools: [knowledge_base_lombardia]
            texts: {greeting: Buongiorno., closed: Chiuso.}

            """

        private static func systemPrompt(_ request: FakeModelRequest?) -> String {
            request?.messages.first?["content"]?.string ?? ""
        }

        @Test("counts from the next turn on, also a new region, and a running turn ends with what it began with")
        func change() async throws {
            let copy = try ConfigurationCopy()
            let gate = Gate()
            let model = try await FakeModelServer.running(
                .text("Ancora io.").stalled(after: 1, until: gate),
                .text("Eccomi."),
                .text("Buongiorno dal Veneto.")
            )
            let service = try await Repository.$folder.withValue(copy.path) {
                try await ServiceProcess.serving(
                    data: TemporaryFolder(),
                    environment: ["OPENAI_BASE_URL": model.baseURL]
                )
            }
            let socket = try await service.connect("/ws/\(try await service.session(region: "lombardia"))")
            try await socket.say("Uno")
            try await model.received(1)

            try copy.edit("Prompts/lombardia/system.md") { "\($0)\nParola d'ordine: girasole.\n" }
            try Self.veneto.write(
                toFile: "\(copy.path)/config/regions/veneto.yaml",
                atomically: true,
                encoding: .utf8
            )
            service.hangUp()
            try await service.says("generation=2")
            gate.open()
            _ = try await socket.frames(untilNumber: 1, labelled: "ready")
            try await socket.say("Due")
            _ = try await socket.frames(untilNumber: 2, labelled: "ready")
            #expect(Self.systemPrompt(model.requests.first).contains("girasole") == false)
            #expect(Self.systemPrompt(model.requests.last).contains("girasole"))
            #expect(socket.frames.compactMap { $0["full_response"]?.string } == ["Ancora io.", "Eccomi."])

            let veneto = try await service.connect("/ws/\(try await service.session(region: "Veneto"))")
            try await veneto.say("Ciao")
            _ = try await veneto.frames(labelled: "ready")
            #expect(Self.systemPrompt(model.requests.last).contains("Veneto"))
            #expect(await service.stop() == 0)
            await model.shutdown()
        }

        @Test("that cannot work is refused with file, line and reason, and the old one stays")
        func mistake() async throws {
            let copy = try ConfigurationCopy()
            let service = try await Repository.$folder.withValue(copy.path) {
                try await ServiceProcess.serving(data: TemporaryFolder())
            }
            try copy.edit("config/regions/piemonte.yaml") { "brnad: Cerba\n\($0)" }
            service.hangUp()
            try await service.says("is refused")
            try await service.says("config/regions/piemonte.yaml:1: Unknown key \"brnad\"")
            #expect(try await service.session(region: "piemonte").isEmpty == false)
            #expect(await service.stop() == 0)
        }

        @Test("that waits for a start is told")
        func later() async throws {
            let copy = try ConfigurationCopy()
            let service = try await Repository.$folder.withValue(copy.path) {
                try await ServiceProcess.serving(data: TemporaryFolder())
            }
            try copy.change("service.yaml", "idle_timeout: 1h", to: "idle_timeout: 2h")
            service.hangUp()
            try await service.says("keys=sessions")
            #expect(await service.stop() == 0)
        }
    }
}
