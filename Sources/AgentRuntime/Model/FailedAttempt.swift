/// A request to a model that did not end in a finished step, and what it cost.
public struct FailedAttempt: Hashable, Sendable, Codable {
    /// The endpoint that was asked, as configuration names it.
    public var endpoint: String
    /// The model that was asked there.
    public var model: String
    public var reason: ModelError.Reason
    /// What the provider had counted by then; `nil` if it told nothing.
    public var usage: TokenUsage?
    /// What the provider asks for tokens, as far as configuration says. It is not stored.
    public var price: TokenPrice?
    /// How many characters of text had come by then.
    public var partialTextLength: Int
    /// Milliseconds from the request, the wait for its turn included, to the failure.
    public var milliseconds: Int

    public init(
        endpoint: String,
        model: String,
        reason: ModelError.Reason,
        usage: TokenUsage? = nil,
        price: TokenPrice? = nil,
        partialTextLength: Int = 0,
        milliseconds: Int
    ) {
        self.endpoint = endpoint
        self.model = model
        self.reason = reason
        self.usage = usage
        self.price = price
        self.partialTextLength = partialTextLength
        self.milliseconds = milliseconds
    }

    private enum CodingKeys: String, CodingKey {
        case endpoint, model, reason, usage, milliseconds
        case partialTextLength = "partial_text_length"
    }
}

extension ModelError {
    /// Whether a shorter request may do: the last that was asked refused it as too long.
    var tellsOfLength: Bool { (self.attempts.last?.reason ?? self.reason) == .contextTooLong }

    /// The requests behind the error: those it has on record or, where nobody kept count, the one it tells of.
    /// - Parameters:
    ///   - endpoint: what configuration calls the endpoint that was asked.
    ///   - model: the model that was asked there.
    ///   - duration: how long it took to fail.
    public func failedAttempts(at endpoint: String, of model: String, took duration: Duration) -> [FailedAttempt] {
        guard self.attempts.isEmpty else { return self.attempts }
        return [
            FailedAttempt(
                endpoint: endpoint,
                model: model,
                reason: self.reason,
                usage: self.usage,
                price: self.price,
                partialTextLength: self.partialText.count,
                milliseconds: Int(duration.milliseconds)
            )
        ]
    }
}
