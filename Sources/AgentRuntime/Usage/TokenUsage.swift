/// Tokens as the provider counts them or, where it did not, as they were estimated.
public struct TokenUsage: Hashable, Sendable, Codable {
    /// Tokens read, cached ones included.
    public var input: Int
    /// Tokens written.
    public var output: Int
    /// How many of ``input`` came from the provider's cache.
    public var cachedInput: Int
    /// Whether some of it was not counted by the provider but guessed from bytes, see ``TokenEstimate``.
    public var isEstimated: Bool

    public init(input: Int, output: Int, cachedInput: Int = 0, isEstimated: Bool = false) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.isEstimated = isEstimated
    }

    public static let zero = TokenUsage(input: 0, output: 0)

    /// Tokens read and written.
    public var total: Int { self.input + self.output }

    public static func + (left: Self, right: Self) -> Self {
        Self(
            input: left.input + right.input,
            output: left.output + right.output,
            cachedInput: left.cachedInput + right.cachedInput,
            isEstimated: left.isEstimated || right.isEstimated
        )
    }

    /// The counts as clients are told them.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "input_tokens": .integer(self.input), "output_tokens": .integer(self.output),
            "cached_input_tokens": .integer(self.cachedInput),
        ]
        if self.isEstimated { members["estimated"] = true }
        return .object(members)
    }

    private enum CodingKeys: String, CodingKey {
        case input = "input_tokens"
        case output = "output_tokens"
        case cachedInput = "cached_input_tokens"
        case isEstimated = "estimated"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.input = try container.decode(Int.self, forKey: .input)
        self.output = try container.decode(Int.self, forKey: .output)
        self.cachedInput = try container.decode(Int.self, forKey: .cachedInput)
        self.isEstimated = try container.decodeIfPresent(Bool.self, forKey: .isEstimated) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.input, forKey: .input)
        try container.encode(self.output, forKey: .output)
        try container.encode(self.cachedInput, forKey: .cachedInput)
        if self.isEstimated { try container.encode(true, forKey: .isEstimated) }
    }
}
