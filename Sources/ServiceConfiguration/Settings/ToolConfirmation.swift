import AgentRuntime

/// `confirm`: which calls of an entry's tools wait for the user's yes: `none`, `user` for those of all its tools, or a list of
/// the tools' own names.
public enum ToolConfirmation: Hashable, Sendable, Decodable {
    case none
    case user
    case tools([String])

    public init(from decoder: any Decoder) throws {
        let node = try YAMLNode(from: decoder)
        if case .scalar = node.content {
            let container = try decoder.singleValueContainer()
            let word = try container.decode(String.self)
            guard let choice = ToolPolicy.Confirmation(rawValue: word) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\"\(word)\" is no choice. Write none, user, or a list of the tools to ask about."
                )
            }
            self = choice == .user ? .user : .none
        } else {
            self = .tools(try [String](from: decoder))
        }
    }

    /// Whether calls of the tool, under its own name, wait for a yes.
    public func covers(_ tool: String) -> Bool {
        switch self {
        case .none: false
        case .user: true
        case .tools(let names): names.contains(tool)
        }
    }
}

extension KeyedDecodingContainer {
    /// A question about a call, if present.
    func questionIfPresent(_ key: Key) throws -> ApprovalQuestion? {
        guard let text = try self.textIfPresent(key) else { return nil }
        do {
            return try ApprovalQuestion(text)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "\(error)")
        }
    }
}
