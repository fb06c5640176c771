import AgentRuntime
import ServiceConfiguration

/// Reads texts of `models.yaml`.
enum ModelText {
    /// One with a single model of OpenAI's, whose further keys are `entry`.
    static func model(_ entry: String) -> String {
        "default: m\nmodels: {m: {provider: openai, \(entry)}}\n"
    }

    /// The model that a text makes of its default.
    static func choice(_ text: String, _ environment: [String: String] = [:]) throws -> ModelChoice {
        let settings = try decode(ModelSettings.self, text, environment: environment)
        return try settings.choice(for: settings.standard, environment: environment)
    }

    /// What is wrong with that; `nil` if nothing is.
    static func mistake(_ text: String, _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try self.choice(text, environment)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Where that model is, which speaks chat completions.
    static func server(_ text: String, _ environment: [String: String] = [:]) throws -> ModelServer {
        guard case .openAI(let server, _) = try self.choice(text, environment) else {
            throw ConfigurationError(file: "f.yaml", reason: "offline")
        }
        return server
    }

    /// How it speaks them.
    static func profile(_ text: String, _ environment: [String: String] = [:]) throws -> ChatProfile? {
        if case .openAI(_, let profile) = try self.choice(text, environment) { profile } else { nil }
    }
}
