extension SessionEvent: Codable {
    private enum EnvelopeKey: String, CodingKey, CaseIterable {
        case version = "v"
        case sequence = "seq"
        case at, turn, type
    }

    public init(from decoder: any Decoder) throws {
        let envelope = try decoder.container(keyedBy: EnvelopeKey.self)
        self.version = try envelope.decode(Int.self, forKey: .version)
        self.sequence = try envelope.decode(EventSequence.self, forKey: .sequence)
        self.at = try envelope.decode(Timestamp.self, forKey: .at)
        self.turn = try envelope.decodeIfPresent(TurnNumber.self, forKey: .turn)
        self.fact = try Fact(type: envelope.decode(String.self, forKey: .type), from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try self.fact.encodeFields(to: encoder)
        var envelope = encoder.container(keyedBy: EnvelopeKey.self)
        try envelope.encode(self.version, forKey: .version)
        try envelope.encode(self.sequence, forKey: .sequence)
        try envelope.encode(self.at, forKey: .at)
        try envelope.encodeIfPresent(self.turn, forKey: .turn)
        try envelope.encode(self.fact.type, forKey: .type)
    }

    fileprivate static let envelopeNames = Set(EnvelopeKey.allCases.map(\.rawValue))
}

extension SessionEvent.Fact {
    /// The `type` under which the fact is stored.
    public var type: String {
        switch self {
        case .sessionCreated: "session_created"
        case .userMessage: "user_message"
        case .modelResponded: "model_responded"
        case .modelFailed: "model_failed"
        case .toolCalled: "tool_called"
        case .toolReturned: "tool_returned"
        case .approvalRequested: "approval_requested"
        case .approvalAnswered: "approval_answered"
        case .contextSummarised: "context_summarised"
        case .turnCompleted: "turn_completed"
        case .turnFailed: "turn_failed"
        case .turnCancelled: "turn_cancelled"
        case .sessionClosed: "session_closed"
        case .unknown(let type, _): type
        }
    }

    fileprivate init(type: String, from decoder: any Decoder) throws {
        switch type {
        case "session_created": self = .sessionCreated(try .init(from: decoder))
        case "user_message": self = .userMessage(try .init(from: decoder))
        case "model_responded": self = .modelResponded(try .init(from: decoder))
        case "model_failed": self = .modelFailed(try .init(from: decoder))
        case "tool_called": self = .toolCalled(try .init(from: decoder))
        case "tool_returned": self = .toolReturned(try .init(from: decoder))
        case "approval_requested": self = .approvalRequested(try .init(from: decoder))
        case "approval_answered": self = .approvalAnswered(try .init(from: decoder))
        case "context_summarised": self = .contextSummarised(try .init(from: decoder))
        case "turn_completed": self = .turnCompleted(try .init(from: decoder))
        case "turn_failed": self = .turnFailed(try .init(from: decoder))
        case "turn_cancelled": self = .turnCancelled(try .init(from: decoder))
        case "session_closed": self = .sessionClosed(try .init(from: decoder))
        default:
            let fields = try JSONValue(from: decoder).object ?? [:]
            self = .unknown(type: type, fields: fields.filter { !SessionEvent.envelopeNames.contains($0.key) })
        }
    }

    fileprivate func encodeFields(to encoder: any Encoder) throws {
        switch self {
        case .sessionCreated(let fields): try fields.encode(to: encoder)
        case .userMessage(let fields): try fields.encode(to: encoder)
        case .modelResponded(let fields): try fields.encode(to: encoder)
        case .modelFailed(let fields): try fields.encode(to: encoder)
        case .toolCalled(let fields): try fields.encode(to: encoder)
        case .toolReturned(let fields): try fields.encode(to: encoder)
        case .approvalRequested(let fields): try fields.encode(to: encoder)
        case .approvalAnswered(let fields): try fields.encode(to: encoder)
        case .contextSummarised(let fields): try fields.encode(to: encoder)
        case .turnCompleted(let fields): try fields.encode(to: encoder)
        case .turnFailed(let fields): try fields.encode(to: encoder)
        case .turnCancelled(let fields): try fields.encode(to: encoder)
        case .sessionClosed(let fields): try fields.encode(to: encoder)
        case .unknown(_, let fields): try JSONValue.object(fields).encode(to: encoder)
        }
    }
}
