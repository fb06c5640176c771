/// What a tool tells the model.
public struct ToolResult: Hashable, Sendable, Codable {
    /// The data: a string is given to the model as it is, anything else as JSON. The model reads it as data from outside,
    /// never as instructions.
    public var content: JSONValue
    /// What the model should do next. It reaches the model outside the data's fence, so it must come from code or
    /// configuration and never from a back end.
    public var instruction: String?
    /// That the conversation goes to a person, which clients are told once the result of a write is on record. The model
    /// is not shown it.
    public var handoff: Handoff?

    /// - Parameter text: what the model reads.
    public init(_ text: String, instruction: String? = nil) {
        self.init(.string(text), instruction: instruction)
    }

    /// - Parameter content: what the model reads, as JSON unless it is a string.
    public init(_ content: JSONValue, instruction: String? = nil, handoff: Handoff? = nil) {
        self.content = content
        self.instruction = instruction
        self.handoff = handoff
    }

    /// The data as the text the model reads.
    public var text: String {
        self.content.string ?? self.content.description
    }
}

/// How a tool call ended.
public enum ToolOutcome: String, Hashable, Sendable, Codable {
    /// The tool answered.
    case succeeded
    /// The tool could not do it, or broke.
    case failed
    /// The arguments did not fit the tool's schema; it did not run.
    case invalidArguments = "invalid_arguments"
    /// No tool has that name; nothing ran.
    case unknownTool = "unknown_tool"
    /// The turn had made the same write before and the model was first told so; it did not run.
    case repeated
    /// The call waits for the user's yes; it did not run.
    case awaitingApproval = "awaiting_approval"
    /// The call needs the user's yes, which is not asked for it; it did not run.
    case notApproved = "not_approved"
    /// The tool took longer than it may. Whether a write took effect is not known.
    case timedOut = "timed_out"
    /// The turn was cancelled before the tool ended.
    case cancelled
    /// The service stopped before the tool ended.
    case interrupted
}
