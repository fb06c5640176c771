public import AgentRuntime

extension ModelSettings.Entry {
    /// `price`: what a million tokens cost, in the currency of `models.yaml`, with up to six decimals.
    ///
    /// - `input` (amount): tokens read.
    /// - `cached_input` (amount, default that of `input`): tokens read from the provider's cache.
    /// - `output` (amount): tokens written.
    public struct Price: Hashable, Sendable, Decodable {
        public let price: TokenPrice

        private enum Key: String, CodingKey {
            case input, output
            case cachedInput = "cached_input"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.price = TokenPrice(
                input: try container.cost(.input, allowsZero: true),
                cachedInput: try container.costIfPresent(.cachedInput, allowsZero: true),
                output: try container.cost(.output, allowsZero: true)
            )
        }
    }
}

extension ModelSettings {
    /// Whether a model has a price, so that costs are known at all.
    public var hasPrices: Bool { self.models.values.contains { $0.price != nil } }
}
