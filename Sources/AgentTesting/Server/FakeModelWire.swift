import AgentRuntime

/// A wire that a ``FakeModelServer`` speaks: the request's path tells which.
enum FakeModelWire: String, CaseIterable, Sendable {
    case chatCompletions = "/chat/completions"
    case responses = "/responses"
    case messages = "/messages"

    /// - Parameter path: a request's path, which may have a query.
    init?(path: String) {
        let path = path.prefix { $0 != "?" }
        guard let wire = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else { return nil }
        self = wire
    }

    /// A step as the wire's events.
    func parts(of step: FakeModelStep) -> [FakeModelReply.Part] {
        switch self {
        case .chatCompletions: Self.chatCompletion(of: step)
        case .responses: Self.response(of: step)
        case .messages: Self.message(of: step)
        }
    }

    /// What an error looks like, in the body of a refusal and inside a stream.
    func error(_ message: String, type: String) -> JSONValue {
        switch self {
        case .chatCompletions, .responses:
            ["error": ["message": .string(message), "type": .string(type), "code": nil, "param": nil]]
        case .messages:
            ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
        }
    }

    /// An event without a name.
    static func event(_ data: String) -> [UInt8] { Array("data: \(data)\n\n".utf8) }

    /// An event that is called what its data's `type` says.
    static func event(named type: String, _ members: [String: JSONValue]) -> [UInt8] {
        let data = JSONValue.object(members.merging(["type": .string(type)]) { _, own in own })
        return Array("event: \(type)\ndata: \(data)\n\n".utf8)
    }
}
