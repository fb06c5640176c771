public import AgentRuntime

/// `tools/<entry>.yaml`: what a tool is. The file's name is the entry's, and the tool's unless a region says otherwise.
///
/// - `kind` (tool kind): the factory that makes the tool.
/// - `provides` (text, default the kind): the capability that prompts ask after as `can.<name>`, such as `knowledge_base`
///   for a remote tool that stands in for one.
/// - `description` (text, default the kind's): what the model is told the tool is for.
/// - `display_name` (text, default the tool's name): what clients are shown.
/// - `timeout` (duration, default `limits.tool`, 10ms-1h): how long one call may take.
/// - `result_limit` (size, default 16KiB, 256-1MiB): how much of a result the model is given.
/// - `confirm` (`none`, `user` or a list of tools, default `none`): see ``ToolConfirmation``.
/// - `question` (text, default the region's): what the user is asked before a call that waits for a yes.
/// - `retry` (mapping): how often a call is tried that fails for a moment, see ``ToolPolicies``.
/// - `breaker` (mapping): when calls are kept from a tool that keeps failing, see ``ToolPolicies``.
/// - `concurrency` (int, default any, 1-10,000): calls at a time, over all sessions of a region.
/// - `settings` (mapping, default none): what the kind reads.
public struct ToolEntry: Sendable, Decodable {
    public let kind: Located<String>
    public let provides: String
    public let description: String?
    public let displayName: String?
    public let timeout: Duration?
    /// In bytes.
    public let resultLimit: Int?
    public let confirm: ToolConfirmation
    public let question: ApprovalQuestion?
    public let policies: ToolPolicies
    public let settings: YAMLSettings
    public let location: ConfigurationLocation
    /// The entry as it is written.
    let node: YAMLNode

    private enum Key: String, CodingKey {
        case kind, provides, description, timeout, confirm, question, settings
        case displayName = "display_name"
        case resultLimit = "result_limit"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.location = decoder.location
        self.node = (decoder as? NodeDecoder)?.node ?? YAMLNode(content: .mapping([]), location: decoder.location)
        self.kind = try container.decode(Located<String>.self, forKey: .kind)
        self.provides = try container.textIfPresent(.provides) ?? self.kind.value
        self.description = try container.textIfPresent(.description)
        self.displayName = try container.textIfPresent(.displayName)
        self.timeout = try container.durationIfPresent(.timeout, in: ServiceSettings.Limits.toolRange)
        self.resultLimit = try container.bytesIfPresent(.resultLimit, in: 256...1024 * 1024)
        self.confirm = try container.value(.confirm, default: ToolConfirmation.none)
        self.question = try container.questionIfPresent(.question)
        self.policies = try ToolPolicies(from: decoder)
        self.settings = try container.settings(.settings) ?? YAMLSettings(noneAt: decoder.location)
    }
}

extension KeyedDecodingContainer {
    /// The settings at `key`, to be read later.
    func settings(_ key: Key) throws -> YAMLSettings? {
        guard let node = try self.decodeIfPresent(YAMLNode.self, forKey: key) else { return nil }
        guard case .mapping = node.content else {
            throw node.location.error("\(key.stringValue) must be a mapping of keys to values, not \(node.summary).")
        }
        return YAMLSettings(node)
    }
}
