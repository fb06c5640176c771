extension SessionEvent {
    /// A request to the model came to nothing, and may have used up tokens all the same. It is no part of the conversation.
    public struct ModelFailed: Hashable, Sendable, Codable {
        /// Why a request came to nothing: the raw value of a ``ModelError/Reason``, or one of those here.
        public struct Reason: RawRepresentable, Hashable, Sendable, Codable {
            public let rawValue: String
            public init(rawValue: String) { self.rawValue = rawValue }
            public init(_ reason: ModelError.Reason) { self.rawValue = reason.rawValue }
            /// The turn was stopped, on request or with the service.
            public static let cancelled = Self(rawValue: "cancelled")
            /// The model finished and had said nothing of use.
            public static let empty = Self(rawValue: "empty")
        }

        public var reason: Reason
        /// The endpoint that was asked, as configuration names it.
        public var endpoint: String
        public var model: String
        /// `nil` where the provider refused before it began.
        public var usage: TokenUsage?
        /// What that cost; `nil` if the model has no price.
        public var cost: Cost?
        /// Milliseconds from the request to its failure.
        public var milliseconds: Int

        public init(
            reason: Reason,
            endpoint: String,
            model: String,
            usage: TokenUsage?,
            cost: Cost? = nil,
            milliseconds: Int
        ) {
            self.reason = reason
            self.endpoint = endpoint
            self.model = model
            self.usage = usage
            self.cost = cost
            self.milliseconds = milliseconds
        }
    }

    /// The oldest turns were put in short: where they no longer fit the model's context, this stands for them.
    public struct ContextSummarised: Hashable, Sendable, Codable {
        /// The last turn that the text tells of.
        public var through: TurnNumber
        public var text: String
        public var usage: TokenUsage?
        /// What that cost; `nil` if the model has no price.
        public var cost: Cost?
        public var model: String
        /// Milliseconds from the request to the end of the stream.
        public var milliseconds: Int

        public init(
            through: TurnNumber,
            text: String,
            usage: TokenUsage? = nil,
            cost: Cost? = nil,
            model: String,
            milliseconds: Int
        ) {
            self.through = through
            self.text = text
            self.usage = usage
            self.cost = cost
            self.model = model
            self.milliseconds = milliseconds
        }
    }
}
