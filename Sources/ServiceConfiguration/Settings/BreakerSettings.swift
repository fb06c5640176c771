import AgentRuntime

/// The keys below `breaker`.
struct BreakerSettings: Decodable {
    /// `nil` where it is switched off.
    let settings: CircuitBreaker.Settings?

    /// Where configuration says nothing.
    static let standard = BreakerSettings(settings: CircuitBreaker.Settings())

    private enum Key: String, CodingKey {
        case enabled, failures
        case coolDown = "cool_down"
    }

    private init(settings: CircuitBreaker.Settings?) {
        self.settings = settings
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let standard = CircuitBreaker.Settings()
        let settings = CircuitBreaker.Settings(
            failures: try container.integer(.failures, default: standard.failures, in: 1...1000),
            coolDown: try container.duration(.coolDown, default: standard.coolDown, in: .seconds(1) ... .hours(1))
        )
        self.settings = try container.value(.enabled, default: true) ? settings : nil
    }
}
