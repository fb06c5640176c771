/// What a model asks, as its operator knows it.
public struct ModelTerms: Hashable, Sendable {
    /// Counts for requests that end before the model has said anything of itself, such as cancelled ones.
    public var price: TokenPrice?

    public init(price: TokenPrice? = nil) {
        self.price = price
    }
}
