/// Tokens as the provider counts them or, where it did not, as they were estimated.
///
/// Others tell these numbers, so no count leaves 0...10¹²: what is beyond counts as the nearest within, sums too.
public struct TokenUsage: Hashable, Sendable, Codable {
    static let range = 0...1_000_000_000_000

    /// Tokens read, cached ones included.
    public let input: Int
    /// Tokens written.
    public let output: Int
    /// How many of ``input`` came from the provider's cache.
    public let cachedInput: Int
    /// Whether some of it was not counted by the provider but guessed from bytes, see ``TokenEstimate``.
    public var isEstimated: Bool

    public init(input: Int, output: Int, cachedInput: Int = 0, isEstimated: Bool = false) {
        self.input = input.clamped(to: Self.range)
        self.output = output.clamped(to: Self.range)
        self.cachedInput = cachedInput.clamped(to: 0...self.input)
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
        self.init(
            input: try container.decode(Int.self, forKey: .input),
            output: try container.decode(Int.self, forKey: .output),
            cachedInput: try container.decode(Int.self, forKey: .cachedInput),
            isEstimated: try container.decodeIfPresent(Bool.self, forKey: .isEstimated) ?? false
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.input, forKey: .input)
        try container.encode(self.output, forKey: .output)
        try container.encode(self.cachedInput, forKey: .cachedInput)
        if self.isEstimated { try container.encode(true, forKey: .isEstimated) }
    }
}

extension JSONValue {
    /// A count of tokens as a provider tells it, within ``TokenUsage/range``; `nil` for what is no number.
    var tokenCount: Int? {
        let range = TokenUsage.range
        if let integer { return integer.clamped(to: range) }
        return self.double.map { Int($0.clamped(to: Double(range.lowerBound)...Double(range.upperBound))) }
    }
}

extension Comparable {
    fileprivate func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
