public import AgentRuntime
import NIOConcurrencyHelpers

/// A tool that answers as a test tells it to, and remembers what it was asked. It takes any object unless it is given a
/// schema.
public final class MockTool: Tool {
    /// Answers one call.
    public typealias Handler = @Sendable (_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolResult

    /// One call the tool was asked for.
    public struct Call: Hashable, Sendable {
        /// The arguments as the schema mends them.
        public let arguments: JSONValue
        /// The id of the call within its session.
        public let id: CallID
        /// The session the call was made in.
        public let session: SessionID
        /// Under which a write takes effect at most once.
        public let idempotencyKey: IdempotencyKey
    }

    /// What the model is told.
    public let definition: ToolDefinition
    private let handler: Handler
    private let recorded: (@Sendable (IdempotencyKey) async throws -> ToolResult?)?
    private let received = NIOLockedValueBox<[Call]>([])

    /// - Parameters:
    ///   - effect: what the tool claims to do to the world. Default `read`.
    ///   - parameters: what its arguments must be; any object by default.
    ///   - outcome: what became of an interrupted write; by default the tool cannot tell.
    ///   - answer: answers one call.
    public init(
        _ name: String,
        effect: ToolDefinition.Effect = .read,
        description: String = "A tool of a test.",
        parameters: JSONSchema = MockTool.anyObject,
        outcome: (@Sendable (IdempotencyKey) async throws -> ToolResult?)? = nil,
        answer: @escaping Handler
    ) {
        self.definition = ToolDefinition(name: name, description: description, parameters: parameters, effect: effect)
        self.handler = answer
        self.recorded = outcome
    }

    /// Answers the first call with the first result and so on; the last result serves all further calls.
    public convenience init(
        _ name: String,
        effect: ToolDefinition.Effect = .read,
        parameters: JSONSchema = MockTool.anyObject,
        returns first: JSONValue,
        _ more: JSONValue...
    ) {
        let rest = NIOLockedValueBox([first] + more)
        self.init(name, effect: effect, parameters: parameters) { _, _ in
            let content = rest.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0.first ?? .null }
            return ToolResult(content)
        }
    }

    /// Fails every call with `error`.
    public convenience init(
        _ name: String,
        effect: ToolDefinition.Effect = .read,
        parameters: JSONSchema = MockTool.anyObject,
        fails error: any Error
    ) {
        self.init(name, effect: effect, parameters: parameters) { _, _ in throw error }
    }

    /// The calls so far, in the order in which they began.
    public var calls: [Call] { self.received.withLockedValue(\.self) }

    /// The arguments of the calls so far.
    public var arguments: [JSONValue] { self.calls.map(\.arguments) }

    /// Remembers the call and answers it.
    public func call(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        let call = Call(
            arguments: arguments,
            id: context.call,
            session: context.session,
            idempotencyKey: context.idempotencyKey
        )
        self.received.withLockedValue { $0.append(call) }
        return try await self.handler(arguments, context)
    }

    /// What the test says became of the write.
    /// - Throws: ``ToolFailure`` where it says nothing.
    public func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        guard let recorded = self.recorded else {
            throw ToolFailure("It is not known whether \(self.definition.name) took effect.")
        }
        return try await recorded(key)
    }

    /// The schema of an object with any members.
    public static let anyObject = JSONSchema(["type": "object"])
}
