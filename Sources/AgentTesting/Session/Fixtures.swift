public import AgentRuntime
public import HTTPTransport
public import Logging

extension Region {
    /// An invented region that speaks Italian.
    public static let testing = Region(id: RegionID(rawValue: "testing"), name: "Testing")
}

extension Logger {
    /// A logger that keeps quiet.
    public static var silent: Logger { Logger(label: "testing") { _ in SwiftLogNoOpLogHandler() } }
}

extension ToolContext {
    /// The context of a call in a test.
    /// - Throws: ``HTTPTransportError`` where no client is given and none can be made.
    public static func testing(
        session: SessionID = SessionID(),
        turn: Int = 1,
        call: CallID = "t1c1",
        region: Region = .testing,
        user: String? = nil,
        budget: Duration = .seconds(30),
        http: HTTPClient? = nil,
        now: Timestamp = .now,
        sessionStart: Timestamp? = nil
    ) throws -> ToolContext {
        ToolContext(
            session: session,
            turn: TurnNumber(rawValue: turn),
            call: call,
            region: region,
            user: user,
            budget: budget,
            logger: .silent,
            http: try http ?? HTTPClient(),
            now: now,
            sessionStart: sessionStart
        )
    }
}

extension Agent {
    /// An agent for a test.
    /// - Parameters:
    ///   - terms: what the model holds and asks; nobody knows by default.
    ///   - policies: how tools are run, by name; as usual where none is given.
    ///   - summaryPrompt: what the model is told when it is to sum up; without it, turns that do not fit are left out.
    ///   - clock: what the tools' time limits are measured on.
    /// - Throws: ``ToolRegistryError``, or ``HTTPTransportError`` where no client is given and none can be made.
    public static func testing(
        model: any LanguageModel,
        terms: ModelTerms = ModelTerms(),
        tools: [any Tool] = [],
        policies: [String: ToolPolicy] = [:],
        toolsets: [any Toolset] = [],
        region: Region = .testing,
        prompt: String = "You are the agent of a test.",
        summaryPrompt: String? = nil,
        greeting: String? = nil,
        limits: AgentLimits = AgentLimits(),
        approval: ApprovalRules = ApprovalRules(),
        generation: Int = 1,
        http: HTTPClient? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        logger: Logger = .silent
    ) throws -> Agent {
        let registered = (tools + toolsets.flatMap(\.tools)).map { tool in
            RegisteredTool(tool, policy: policies[tool.definition.name] ?? ToolPolicy())
        }
        return Agent(
            name: "Test Agent",
            region: region,
            model: model,
            terms: terms,
            tools: try ToolRegistry(registered),
            toolsets: toolsets,
            prompt: SystemPrompt(prompt),
            summaryPrompt: summaryPrompt.map(SystemPrompt.init),
            greeting: greeting,
            limits: limits,
            approval: approval,
            generation: generation,
            http: try http ?? HTTPClient(),
            clock: clock,
            now: now,
            logger: logger
        )
    }
}
