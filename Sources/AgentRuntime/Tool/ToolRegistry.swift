/// A tool together with what configuration says about it.
public struct RegisteredTool: Sendable {
    public let tool: any Tool
    /// What the model is told: the tool's own definition, or its description as configuration words it.
    public internal(set) var definition: ToolDefinition
    public let policy: ToolPolicy
    /// The kind that made it, such as `booking`.
    public let kind: String
    /// What it lets the agent do, as prompts ask after it; the kind unless configuration says otherwise.
    public let capability: String
    /// What goes before its name where another tool has the same one; `nil` where that is a mistake.
    public let prefixOnCollision: String?

    public init(
        _ tool: any Tool,
        kind: String = "swift",
        capability: String? = nil,
        description: String? = nil,
        prefixOnCollision: String? = nil,
        policy: ToolPolicy = ToolPolicy()
    ) {
        var definition = tool.definition
        if let description { definition.description = description }
        definition.needsApproval = policy.confirm == .user
        self.tool = tool
        self.definition = definition
        self.policy = policy
        self.kind = kind
        self.capability = capability ?? kind
        self.prefixOnCollision = prefixOnCollision
    }

    /// What clients are shown as the function's name.
    public var displayName: String { self.policy.displayName ?? self.definition.name }
}

/// How the runtime runs a tool.
public struct ToolPolicy: Hashable, Sendable {
    /// What clients are shown instead of the tool's name.
    public var displayName: String?
    /// How long one call may take; less if the turn's budget ends before. Default 30 s.
    public var timeout: Duration
    /// How many bytes of a result the model is given; the journal keeps it whole. Default 16 KiB.
    public var resultLimit: Int
    /// Whose yes each call needs. Default nobody's.
    public var confirm: Confirmation
    /// What is asked before a call that needs a yes; if `nil`, the schema's question for consent or else the region's
    /// ``ApprovalRules/question``.
    public var question: ApprovalQuestion?

    /// Who must say yes before a call runs.
    public enum Confirmation: String, Hashable, Sendable {
        case none
        /// The user of the session, in so many words or with an `approval` frame.
        case user
    }

    /// How often a call is tried that fails for a moment, all within its time. A write is tried again only if it certainly
    /// did not happen: see ``Tool/outcome(of:in:)``. Default ``standardRetry``.
    public var retry: RetryPolicy
    /// When calls are kept from a tool that keeps failing; `nil` to make them however often it fails. Default 5 failures
    /// in a row, and 30 s.
    public var breaker: CircuitBreaker.Settings?
    /// The most calls under way at a time, over all sessions of the region; `nil`, the default, for any number.
    public var concurrency: Int?

    /// Three attempts, up to 200 ms before the second and up to 400 ms before the third.
    public static let standardRetry = RetryPolicy(attempts: 3, base: .milliseconds(200), cap: .seconds(2))

    public init(
        displayName: String? = nil,
        timeout: Duration = .seconds(30),
        resultLimit: Int = 16 * 1024,
        confirm: Confirmation = .none,
        question: ApprovalQuestion? = nil,
        retry: RetryPolicy = Self.standardRetry,
        breaker: CircuitBreaker.Settings? = CircuitBreaker.Settings(),
        concurrency: Int? = nil
    ) {
        self.displayName = displayName
        self.timeout = timeout
        self.resultLimit = resultLimit
        self.confirm = confirm
        self.question = question
        self.retry = retry
        self.breaker = breaker
        self.concurrency = concurrency
    }
}

/// The tools of one configuration, by name: fixed once built, hence a value without a lock.
public struct ToolRegistry: Sendable {
    private let tools: [String: RegisteredTool]

    /// In name order, so that equal registries give the model equal prompts.
    public let definitions: [ToolDefinition]

    /// Tools whose names another system chose give way where they are taken: see ``RegisteredTool/prefixOnCollision``.
    /// - Throws: ``ToolRegistryError`` when two tools share a name or a name is not allowed.
    public init(_ tools: [RegisteredTool]) throws(ToolRegistryError) {
        var named: [String: RegisteredTool] = [:]
        for tool in Self.apart(tools) {
            let name = tool.definition.name
            guard ToolName.isAllowed(name) else { throw .invalidName(name) }
            if named.updateValue(tool, forKey: name) != nil { throw .duplicateName(name) }
        }
        self.tools = named
        self.definitions = named.values.map(\.definition).sorted { $0.name < $1.name }
    }

    /// The tool the model calls `name`.
    public subscript(name: String) -> RegisteredTool? { self.tools[name] }

    /// All tools in name order.
    public var all: [RegisteredTool] { self.definitions.compactMap { self.tools[$0.name] } }

    /// The tools with what collides and may be renamed under other names, which do not depend on the order.
    private static func apart(_ tools: [RegisteredTool]) -> [RegisteredTool] {
        let counts = Dictionary(tools.map { ($0.definition.name, 1) }, uniquingKeysWith: +)
        return tools.map { tool in
            let name = tool.definition.name
            guard let prefix = tool.prefixOnCollision, counts[name, default: 0] > 1 else { return tool }
            var renamed = tool
            renamed.definition.name = ToolName.standing(for: "\(prefix)_\(name)")
            return renamed
        }
    }
}

/// Why tools cannot stand beside each other.
public enum ToolRegistryError: Error, Hashable, CustomStringConvertible {
    case duplicateName(String)
    case invalidName(String)

    public var description: String {
        switch self {
        case .duplicateName(let name): "Two tools are named \"\(name)\". Give one of them another `name`."
        case .invalidName(let name):
            "\"\(name)\" cannot name a tool. Use 1 to 64 letters, digits, `_` or `-`."
        }
    }
}
