public import AgentRuntime

/// Makes a tool that notes who wants to be called back: the value `callback` of `kind`.
public struct CallbackKind: ToolKind {
    public static let name = "callback"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// How many callbacks one session may ask for. Default 1.
        let limit: Int?
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = "\(environment.dataDirectory)/callbacks-\(environment.region.id).jsonl"
        return CallbackDesk(name: name, list: try CallbackList(path: path, limit: settings.limit ?? 1))
    }
}

/// The tool, and the list it writes to.
struct CallbackDesk: Toolset {
    let tools: [any Tool]
    private let list: CallbackList

    init(name: String, list: CallbackList) {
        self.tools = [RequestCallbackTool(name: name, list: list)]
        self.list = list
    }

    func sessionEnded(_ session: SessionID) async { await self.list.forget(session) }
    func shutdown() async { await self.list.close() }
}

/// Notes a telephone number once, however often the call is tried.
struct RequestCallbackTool: Tool {
    struct Arguments: Decodable, Sendable {
        let phone: String
    }

    let definition: ToolDefinition
    private let list: CallbackList

    init(name: String, list: CallbackList) {
        self.definition = ToolDefinition(
            name: name,
            description: "Fa richiamare il paziente da una persona. Da chiamare solo dopo il suo sì.",
            parameters: .object(["phone": .string("Il numero a cui richiamare")], required: ["phone"]),
            effect: .write
        )
        self.list = list
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        guard arguments.phone.count(where: \.isNumber) >= 6 else {
            throw ToolFailure("That is no telephone number. Ask for it again.")
        }
        let key = context.idempotencyKey
        return Self.result(try await self.list.add(arguments.phone, of: context.session, under: key))
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        await self.list.number(under: key).map(Self.result)
    }

    private static func result(_ number: Int) -> ToolResult {
        ToolResult(["noted": true, "number": .integer(number)], instruction: "Di' che una persona richiamerà.")
    }
}
