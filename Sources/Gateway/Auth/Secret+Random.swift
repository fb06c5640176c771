import AgentRuntime

extension Secret {
    /// 256 bits from the system's secure random numbers, as 43 characters that may stand in URLs and header fields.
    static func random(prefix: String = "") -> Secret {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Secret(prefix + Base64URL.encoded(bytes))
    }
}
