/// A capability the model can call by name while it works on a turn.
///
/// The runtime validates the arguments, limits time and result size, journals the call and shows it to the client. A
/// tool does none of that.
public protocol Tool<Arguments>: Sendable {
    /// What the model must supply, decoded from the JSON it wrote. A tool whose schema is known only when it runs takes
    /// ``JSONValue``.
    associatedtype Arguments: Decodable & Sendable

    /// Name, description, parameters and effect, exactly as the model is told.
    var definition: ToolDefinition { get }

    /// Runs the tool; calls may overlap. `arguments` are valid by the definition's schema, time and size are limited.
    /// - Throws: ``ToolFailure`` when the model should read the reason and adapt. Anything else is logged in full and
    ///   reaches the model as "failed".
    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult

    /// What became of a write that was cut off, such as by a crash: its result if it happened, `nil` if it certainly did
    /// not and may run again under the same key.
    /// - Throws: where it cannot be known; the model is then told so and nothing is run again.
    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult?
}

extension Tool {
    /// Cannot tell: right for tools that only read, and for writes to systems that keep no record.
    public func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        throw ToolFailure("It is not known whether \(self.definition.name) took effect.")
    }
}

/// What a model is told about a tool.
public struct ToolDefinition: Hashable, Sendable {
    /// What running the tool does to the world.
    public enum Effect: String, Hashable, Sendable, Codable {
        /// Nothing: it may run beside others and run again.
        case read
        /// Something that stays: it runs alone, and once per ``IdempotencyKey``.
        case write
    }

    /// 1-64 characters of `A-Z a-z 0-9 _ -`, unique within a region.
    public var name: String
    /// What the tool does and when to use it, in the language of the prompt.
    public var description: String
    /// What the arguments must be: a schema of type `object`.
    public var parameters: JSONSchema
    public var effect: Effect
    /// Whether each call waits for the user's yes; set by ``ToolPolicy/confirm``.
    public internal(set) var needsApproval = false

    public init(name: String, description: String, parameters: JSONSchema, effect: Effect) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.effect = effect
    }

    /// The description with what else a model must know to use the tool.
    var toldDescription: String {
        guard self.needsApproval else { return self.description }
        return "\(self.description)\n(Call it without asking for consent: the system asks the user before it runs.)"
    }
}

/// Why a tool cannot do what the model asked, in words that help the model choose again.
public struct ToolFailure: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do, for the model. Never an internal detail.
    public let reason: String
    /// Whether the same call may succeed a moment later, such as after a server's status 503.
    public let isTransient: Bool
    /// Whether a write certainly did nothing, such as where nobody could be reached: then nothing has to be looked up before
    /// it is made again.
    public let didNothing: Bool

    public init(_ reason: String, isTransient: Bool = false, didNothing: Bool = false) {
        self.reason = reason
        self.isTransient = isTransient
        self.didNothing = didNothing
    }

    public var description: String { self.reason }
}

/// One effect of a write tool, however often it is tried: the session and the call.
public struct IdempotencyKey: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(session: SessionID, call: CallID) { self.rawValue = "\(session)/\(call)" }
    public var description: String { self.rawValue }
}
