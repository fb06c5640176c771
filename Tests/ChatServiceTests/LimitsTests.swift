import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    @Suite("Limits, budgets and cost")
    struct LimitsTests {
        /// The shipped configuration with other models and limits, and a region that has turns summed up.
        private static func configuration(models: String, limits: String = "") throws -> TemporaryFolder {
            let folder = try TemporaryFolder()
            let config = "\(folder.path)/config"
            try FileManager.default.copyItem(atPath: "\(Repository.root)/config", toPath: config)
            try FileManager.default.copyItem(atPath: "\(Repository.root)/Prompts", toPath: "\(folder.path)/Prompts")
            try models.write(toFile: "\(config)/models.yaml", atomically: true, encoding: .utf8)
            let region = "\(config)/regions/lombardia.yaml"
            let text = try String(contentsOfFile: region, encoding: .utf8) + "\nsummary: true\n\(limits)"
            try text.write(toFile: region, atomically: true, encoding: .utf8)
            return folder
        }

        @Test("a price in models.yaml is a cost in info, and a budget ends the session's turns")
        func cost() async throws {
            let model = try await FakeModelServer.running(.text("Buongiorno."))
            let folder = try Self.configuration(
                models: """
                    default: priced
                    currency: EUR
                    models:
                      priced:
                        provider: openai
                        base_url: \(model.baseURL)
                        context_tokens: 32000
                        price: {input: 2, output: 8}
                    """,
                limits: "limits: {session_cost: 0.0002}\n"
            )
            let service = try await ServiceProcess.serving(
                ["--config", "\(folder.path)/config"],
                data: TemporaryFolder()
            )
            let id = try await service.session(region: "lombardia")
            let socket = try await service.connect("/ws/\(id)")
            try await socket.say("Buongiorno")
            let frames = try await socket.frames(labelled: "ready")
            #expect(frames.first { $0.type == "complete" }?["usage"]?["input_tokens"] == 100)
            let info = try await service.call("GET", "/api/session/\(id)/info")
            #expect(
                info["usage"] == [
                    "input_tokens": 100, "output_tokens": 1, "cached_input_tokens": 0, "cost": "0.000208",
                    "currency": "EUR",
                ]
            )
            try await socket.say("E poi?")
            let refused = try await socket.frames(untilNumber: 2, labelled: "ready")
            #expect(refused.last { $0.type == "error" }?["code"] == "budget_exhausted")
            #expect(model.requests.count == 1)
            #expect(await service.stop() == 0)
            await model.shutdown()
        }

        @Test("a context that prompt and tools fill is told at the start")
        func context() async throws {
            let folder = try Self.configuration(
                models: """
                    default: small
                    models:
                      small: {provider: openai, base_url: "http://127.0.0.1:9/v1", context_tokens: 4000}
                    """
            )
            let check = try await ServiceProcess.run(
                ["check", "--config", "\(folder.path)/config"],
                data: TemporaryFolder()
            )
            #expect(check.status != 0)
            #expect(check.output.contains("Raise context_tokens in models.yaml, or shorten the prompt."))
        }
    }
}
