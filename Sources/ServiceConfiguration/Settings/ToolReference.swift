import AgentRuntime

/// An element of a region's `tools`: an entry's name alone, or with what the region wants otherwise.
///
/// - `enabled` (bool, default true): `false` leaves the tool out.
/// - `name` (text, default the entry's name, 1-64 characters of `A-Z a-z 0-9 _ -`): what the model calls the tool.
/// - `display_name`, `description`, `timeout`: win over the entry's.
/// - `settings` (mapping): laid over the entry's, key by key.
public struct ToolReference: Sendable, Decodable {
    /// The entry's name and where the region names it.
    public let entry: Located<String>
    public let isEnabled: Bool
    public let name: Located<String>?
    public let displayName: String?
    public let description: String?
    public let timeout: Duration?
    public let settings: YAMLSettings?

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
        let path = decoder.codingPath + [NameKey(self.entry.value)]
        let read = try options.map { try NodeDecoder.decode(Options.self, from: $0, at: path) }
        self.isEnabled = read?.isEnabled ?? true
        self.name = read?.name
        self.displayName = read?.displayName
        self.description = read?.description
        self.timeout = read?.timeout
        self.settings = read?.settings
    }

    private struct Options: Decodable {
        let isEnabled: Bool
        let name: Located<String>?
        let displayName: String?
        let description: String?
        let timeout: Duration?
        let settings: YAMLSettings?

        private enum Key: String, CodingKey {
            case name, description, timeout, settings
            case isEnabled = "enabled"
            case displayName = "display_name"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: true)
            self.name = try container.decodeIfPresent(Located<String>.self, forKey: .name)
            self.displayName = try container.textIfPresent(.displayName)
            self.description = try container.textIfPresent(.description)
            self.timeout = try container.durationIfPresent(.timeout, in: ServiceSettings.Limits.toolRange)
            self.settings = try container.settings(.settings)
        }
    }
}
