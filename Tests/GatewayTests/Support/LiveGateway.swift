import AgentRuntime
import AgentTesting
import Gateway
import HTTPTransport
import Logging
import ServiceLifecycle
import Testing

/// A gateway on a port of its own, with an agent that follows a script.
final class LiveGateway: Sendable {
    let port: Int
    let http: HTTPClient
    let sessions: SessionRegistry
    let store: InMemorySessionStore
    let routes: [(method: String, path: String)]
    private let running: Task<Void, any Error>
    private let shutdown: AsyncStream<Void>.Continuation

    private init(
        port: Int,
        http: HTTPClient,
        sessions: SessionRegistry,
        store: InMemorySessionStore,
        routes: [(method: String, path: String)],
        running: Task<Void, any Error>,
        shutdown: AsyncStream<Void>.Continuation
    ) {
        self.port = port
        self.http = http
        self.sessions = sessions
        self.store = store
        self.routes = routes
        self.running = running
        self.shutdown = shutdown
    }

    static func running(
        model: any LanguageModel = ScriptedModel(),
        tools: [any Tool] = [],
        policies: [String: ToolPolicy] = [:],
        toolsets: [any Toolset] = [],
        mcpIdleTimeout: Duration = .seconds(1800),
        mcpSessions: Int = 1000,
        mcpSessionsPerCaller: Int = 100,
        settings: SessionSettings = SessionSettings(),
        observer: any AgentObserver = .none,
        clock: ManualClock = ManualClock(),
        configure: (inout GatewaySettings) -> Void = { _ in }
    ) async throws -> LiveGateway {
        let http = try HTTPClient()
        let store = InMemorySessionStore()
        let agent = try Agent.testing(
            model: model,
            tools: tools,
            policies: policies,
            toolsets: toolsets,
            http: http
        )
        let sessions = SessionRegistry(
            store: store,
            agent: { $0 == agent.region.id ? agent : nil },
            settings: settings,
            clock: clock,
            observer: observer,
            logger: .silent
        )
        let generation = AgentDirectory.Generation(
            number: 1,
            agents: [agent.region.id: agent],
            defaultRegion: agent.region.id
        )
        var gatewaySettings = GatewaySettings(agents: AgentDirectory(generation), version: "1.2.3")
        gatewaySettings.host = "127.0.0.1"
        gatewaySettings.port = 0
        configure(&gatewaySettings)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let (stops, shutdown) = AsyncStream.makeStream(of: Void.self)
        let mcp = MCPAccess(
            idleTimeout: mcpIdleTimeout,
            mostSessions: mcpSessions,
            mostSessionsPerCaller: mcpSessionsPerCaller
        )
        let gateway = ChatGateway(
            sessions: sessions,
            settings: gatewaySettings,
            mcp: mcp,
            clock: clock,
            logger: .silent
        ) {
            listening.yield($0)
        }
        let running = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await sessions.run() }
                group.addTask {
                    defer { listening.finish() }
                    try await Self.serve(gateway, until: stops)
                    sessions.stop()
                }
                try await group.waitForAll()
            }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await running.value
            throw CancellationError()
        }
        return LiveGateway(
            port: port,
            http: http,
            sessions: sessions,
            store: store,
            routes: gateway.routes,
            running: running,
            shutdown: shutdown
        )
    }

    private static func serve(_ gateway: ChatGateway, until stops: AsyncStream<Void>) async throws {
        let group = ServiceGroup(configuration: .init(services: [.init(service: gateway)], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await _ in stops { break }
                await group.triggerGracefulShutdown()
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Stops as a service that is told to, and returns when it has.
    func stop() async throws {
        self.shutdown.finish()
        try await self.running.value
    }

    deinit {
        self.shutdown.finish()
        self.running.cancel()
    }

    // MARK: Calls

    struct Answer {
        let status: Int
        let json: JSONValue
        let headers: HTTPHeaders
        subscript(name: String) -> JSONValue? { self.json[name] }
    }

    func call(_ method: String, _ path: String, body: String? = nil, headers: HTTPHeaders = [:]) async throws -> Answer
    {
        let response = try await self.http.send(
            HTTPClientRequest(
                method: method,
                url: "http://127.0.0.1:\(self.port)\(path)",
                headers: headers,
                body: body.map { Array($0.utf8) }
            )
        )
        let json = (try? JSONValue(parsing: response.body)) ?? .null
        let fault = OpenAPIDescription.shipped.fault(of: response.head.status, json, to: method, path)
        if let fault { Issue.record("\(fault)") }
        return Answer(status: response.head.status, json: json, headers: response.head.headers)
    }

    /// Creates a session.
    func session(body: String? = nil) async throws -> String {
        try await self.call("POST", "/api/create-session", body: body)["session_id"]?.string ?? ""
    }

    func connect(_ path: String, headers: [String: String] = [:]) async throws -> WebSocketClient {
        try await WebSocketClient.connect(port: self.port, path: path, headers: headers)
    }
}
