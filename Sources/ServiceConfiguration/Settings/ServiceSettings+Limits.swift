public import AgentRuntime

extension ServiceSettings {
    /// `limits`: how much clients may send, and how far turns and sessions may go.
    ///
    /// - `message_characters` (int, default 8000, 1-1000000): Unicode characters of a message.
    /// - `body_bytes` (size, default 1MiB, 1KiB-64MiB): bytes of a request's body.
    /// - `header_bytes` (size, default 16KiB, 1KiB-1MiB): bytes of a request's line and headers.
    /// - `frame_bytes` (size, default 64KiB, 1KiB-16MiB): bytes of a WebSocket message.
    /// - `buffered_bytes` (size, default 1MiB, 64KiB-64MiB): bytes that may wait for a slow socket before it is let go.
    /// - `waiting_messages` (int, default 8, 0-1000): messages that may wait behind the running turn.
    /// - `steps` (int, default 8, 1-64): model requests per turn.
    /// - `parallel_tools` (int, default 4, 1-64): tools that may run at the same time within a turn.
    /// - `invalid_calls` (int, default 3, 1-64): calls of unknown tools or with wrong arguments that a turn outlives.
    /// - `turn_tokens` (int, default 1000000, 1-10^12): tokens, read and written, after which a turn asks no more.
    /// - `turn_cost` (amount, default no limit): the same in the currency of `models.yaml`.
    /// - `session_tokens` (int, default 10000000, 1-10^12): tokens after which a session asks no more.
    /// - `session_cost` (amount, default no limit): the same in the currency of `models.yaml`.
    /// - `turn` (duration, default 120s, 1s-1h): how long a turn may take, all waits included.
    /// - `tool` (duration, default 30s, 10ms-1h): how long a tool call may take whose entry does not say.
    public struct Limits: Hashable, Sendable, Decodable {
        public var messageCharacters = 8000
        public var bodyBytes = 1024 * 1024
        public var headerBytes = 16 * 1024
        public var frameBytes = 64 * 1024
        public var bufferedBytes = 1024 * 1024
        public var waitingMessages = 8
        public var steps = 8
        public var parallelTools = 4
        public var invalidCalls = 3
        public var turnBudget = UsageBudget(tokens: 1_000_000)
        public var sessionBudget = UsageBudget(tokens: 10_000_000)
        public var turn: Duration = .seconds(120)
        public var tool: Duration = .seconds(30)

        private enum Key: String, CodingKey {
            case steps, turn, tool
            case messageCharacters = "message_characters"
            case bodyBytes = "body_bytes"
            case headerBytes = "header_bytes"
            case frameBytes = "frame_bytes"
            case bufferedBytes = "buffered_bytes"
            case waitingMessages = "waiting_messages"
            case parallelTools = "parallel_tools"
            case invalidCalls = "invalid_calls"
            case turnTokens = "turn_tokens"
            case turnCost = "turn_cost"
            case sessionTokens = "session_tokens"
            case sessionCost = "session_cost"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let kibibyte = 1024
            self.messageCharacters = try container.integer(
                .messageCharacters,
                default: self.messageCharacters,
                in: 1...1_000_000
            )
            self.bodyBytes = try container.bytes(
                .bodyBytes,
                default: self.bodyBytes,
                in: kibibyte...64 * kibibyte * kibibyte
            )
            self.headerBytes = try container.bytes(
                .headerBytes,
                default: self.headerBytes,
                in: kibibyte...kibibyte * kibibyte
            )
            self.bufferedBytes = try container.bytes(
                .bufferedBytes,
                default: self.bufferedBytes,
                in: 64 * kibibyte...64 * kibibyte * kibibyte
            )
            self.frameBytes = try container.bytes(
                .frameBytes,
                default: self.frameBytes,
                in: kibibyte...16 * kibibyte * kibibyte
            )
            self.waitingMessages = try container.integer(.waitingMessages, default: self.waitingMessages, in: 0...1000)
            self.steps = try container.integer(.steps, default: self.steps, in: Self.stepRange)
            self.parallelTools = try container.integer(.parallelTools, default: self.parallelTools, in: 1...64)
            self.invalidCalls = try container.integer(
                .invalidCalls,
                default: self.invalidCalls,
                in: Self.invalidCallRange
            )
            self.turnBudget = try container.budget(.turnTokens, .turnCost, over: self.turnBudget)
            self.sessionBudget = try container.budget(.sessionTokens, .sessionCost, over: self.sessionBudget)
            self.turn = try container.duration(.turn, default: self.turn, in: Self.turnRange)
            self.tool = try container.duration(.tool, default: self.tool, in: Self.toolRange)
        }

        static let stepRange = 1...64
        static let invalidCallRange = 1...64
        static let turnRange = Duration.seconds(1) ... .hours(1)
        static let toolRange = Duration.milliseconds(10) ... .hours(1)
    }
}

extension KeyedDecodingContainer {
    /// A budget; what is left out is that of `standard`.
    func budget(_ tokens: Key, _ cost: Key, over standard: UsageBudget) throws -> UsageBudget {
        UsageBudget(
            tokens: try self.integerIfPresent(tokens, in: 1...1_000_000_000_000) ?? standard.tokens,
            cost: try self.costIfPresent(cost, allowsZero: false) ?? standard.cost
        )
    }
}

extension UsageBudget {
    /// The budget, over that of the service.
    public func over(_ service: UsageBudget) -> UsageBudget {
        UsageBudget(tokens: self.tokens ?? service.tokens, cost: self.cost ?? service.cost)
    }
}
