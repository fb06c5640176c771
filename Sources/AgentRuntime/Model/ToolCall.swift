/// The model's wish to have a tool run.
public struct ToolCall: Hashable, Sendable, Codable {
    /// Names the call within its session. A language model leaves it empty; the turn fills it in.
    public var id: CallID
    /// The id the provider gave the call, to be sent back to it; `nil` if it gave none.
    public var providerID: String?
    public var name: String
    /// The arguments as the model wrote them: JSON text, if the model kept to it.
    public var arguments: String
    /// What else the provider attached to the call, to be sent back with it unread.
    public var extra: JSONValue?

    public init(id: CallID = "", providerID: String? = nil, name: String, arguments: String, extra: JSONValue? = nil) {
        self.id = id
        self.providerID = providerID
        self.name = name
        self.arguments = arguments
        self.extra = extra
    }

    /// A call with well-formed arguments.
    public init(id: CallID = "", name: String, arguments: JSONValue) {
        self.init(id: id, name: name, arguments: arguments.description)
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, arguments, extra
        case providerID = "provider_id"
    }
}
