public import AgentRuntime

/// An element of a region's `tools`: an entry's name alone, or with what the region wants otherwise.
///
/// - `enabled` (bool, default true): `false` leaves the tool out.
/// - `when`, `unless` (name of an environment variable): leaves the tool out unless, or if, the variable is set and not
///   empty, so that one variable can put a remote tool in the place of an embedded one.
/// - `name` (text, default the entry's name, 1-64 characters of `A-Z a-z 0-9 _ -`): what the model calls the tool.
/// - `display_name`, `description`, `timeout`, `confirm`, `question`: win over the entry's.
/// - `settings` (mapping): laid over the entry's, key by key.
public struct ToolReference: Sendable, Decodable {
    /// The entry's name and where the region names it.
    public let entry: Located<String>
    public let isEnabled: Bool
    /// The variable that must be set.
    public let when: String?
    /// The variable that must not be set.
    public let unless: String?
    public let name: Located<String>?
    public let displayName: String?
    public let description: String?
    public let timeout: Duration?
    public let confirm: ToolConfirmation?
    public let question: ApprovalQuestion?
    public let settings: YAMLSettings?
    /// What stands below the name, as it is written; `nil` for the name alone.
    let node: YAMLNode?

    public init(from decoder: any Decoder) throws {
        let node = try YAMLNode(from: decoder)
        let shape = "A tool is the name of an entry, or that name and indented below it what is different here"
        var options: YAMLNode?
        switch node.content {
        case .scalar(let scalar) where !scalar.isNull:
            self.entry = Located(scalar.text, at: node.location)
        case .mapping(let entries) where entries.count == 1:
            self.entry = Located(entries[0].key, at: entries[0].value.location)
            options = entries[0].value.isNull ? nil : entries[0].value
        case .mapping:
            throw node.location.error("\(shape): indent the keys that belong to the tool further than its name.")
        default:
            throw node.location.error("\(shape), not \(node.summary).")
        }
        self.node = options
        let path = decoder.codingPath + [NameKey(self.entry.value)]
        let read = try options.map { try NodeDecoder.decode(Options.self, from: $0, at: path) }
        self.isEnabled = read?.isEnabled ?? true
        self.when = read?.when
        self.unless = read?.unless
        self.name = read?.name
        self.displayName = read?.displayName
        self.description = read?.description
        self.timeout = read?.timeout
        self.confirm = read?.confirm
        self.question = read?.question
        self.settings = read?.settings
    }

    /// What stands below the name.
    struct Options: Decodable {
        let isEnabled: Bool
        let when: String?
        let unless: String?
        let name: Located<String>?
        let displayName: String?
        let description: String?
        let timeout: Duration?
        let confirm: ToolConfirmation?
        let question: ApprovalQuestion?
        let settings: YAMLSettings?

        private enum Key: String, CodingKey {
            case when, unless, name, description, timeout, confirm, question, settings
            case isEnabled = "enabled"
            case displayName = "display_name"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: true)
            self.when = try container.textIfPresent(.when)
            self.unless = try container.textIfPresent(.unless)
            for (key, name) in [(Key.when, self.when), (.unless, self.unless)] {
                try container.check(
                    name.map(isVariableName) ?? true,
                    key,
                    "\"\(name ?? "")\" cannot name an environment variable. Write its name alone, such as TOOLS_URL."
                )
            }
            self.name = try container.decodeIfPresent(Located<String>.self, forKey: .name)
            self.displayName = try container.textIfPresent(.displayName)
            self.description = try container.textIfPresent(.description)
            self.timeout = try container.durationIfPresent(.timeout, in: ServiceSettings.Limits.toolRange)
            self.confirm = try container.decodeIfPresent(ToolConfirmation.self, forKey: .confirm)
            self.question = try container.questionIfPresent(.question)
            self.settings = try container.settings(.settings)
        }
    }
}

extension ToolReference {
    /// Whether the region has the tool in this environment.
    func counts(in environment: [String: String]) -> Bool {
        func isSet(_ name: String) -> Bool { environment[name]?.isEmpty == false }
        return self.isEnabled && (self.when.map(isSet) ?? true) && !(self.unless.map(isSet) ?? false)
    }
}
