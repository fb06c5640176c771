import AgentRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import Observability

/// The Model Context Protocol over HTTP ("streamable HTTP"), in both of its eras. Answers are JSON; nothing is said that was
/// not asked, so there is no stream to listen to.
struct MCPRoutes: Sendable {
    /// By this member of `_meta` a client of the stateless era says which of its calls belong together: a UUID of its own
    /// making, which nobody else can guess.
    static let sessionKey = "chat-service/session"

    private let access: MCPAccess
    private let settings: GatewaySettings
    private let origins: OriginPolicy
    private let door: Doorkeeper
    private let traffic: Traffic
    private let sessions: MCPSessionTable

    init(_ access: MCPAccess, settings: GatewaySettings, door: Doorkeeper, traffic: Traffic) {
        self.access = access
        self.settings = settings
        self.origins = OriginPolicy(settings.allowedOrigins)
        self.door = door
        self.traffic = traffic
        self.sessions = MCPSessionTable(access)
    }

    func add(to router: Router<BasicRequestContext>) {
        for path: RouterPath in ["/mcp", "/mcp/:region"] {
            router.post(path) { request, context in try await self.post(request, context) }
            router.delete(path) { request, context in try await self.delete(request, context) }
        }
    }

    /// Ends idle sessions until the task is cancelled, then all.
    func keepSessions() async throws {
        let pause = min(self.access.idleTimeout / 2, .seconds(60))
        while (try? await Task.sleep(for: pause)) != nil {
            await self.sessions.endIdle(for: self.access.idleTimeout)
        }
        await self.sessions.endAll()
    }

    // MARK: Requests

    private func post(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        try self.checkOrigin(of: request)
        let place = try await self.place(request, context)
        let head = MCPRequestHead(request.headers)
        guard head.announcesCall else { return try await self.answer(request, head, place) }
        do {
            // Of the stateless era, where leaving takes the call back.
            var response = try await request.body.consumeWithCancellationOnInboundClose { body in
                var request = request
                request.body = body
                return try await self.answer(request, head, place)
            }
            response.headers[.connection] = "close"
            return response
        } catch is CancellationError {
            return Response(status: .init(code: 499, reasonPhrase: "Client Closed Request"))
        }
    }

    private func answer(_ request: Request, _ head: MCPRequestHead, _ place: MCPPlace) async throws -> Response {
        let bytes = try await request.bytes(upTo: self.settings.limits.bodyBytes)
        try self.traffic.admitCall(from: request.origin, bytes: bytes.count)
        let caller = MCPCaller(place.caller, at: request.origin.accountable)
        guard let message = try? JSONValue(parsing: bytes) else {
            return Self.refusal(JSONRPCError(JSONRPCError.parseError, "The body is not JSON."), status: .badRequest)
        }
        return head.isStateless(message)
            ? try await self.answerStateless(message, head, place, by: caller)
            : await self.answerAfterHandshake(message, head, place, by: caller)
    }

    private func delete(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        try self.checkOrigin(of: request)
        let place = try await self.place(request, context)
        guard let key = MCPRequestHead(request.headers).session else { throw Self.noStream }
        guard await self.sessions.end(key, of: place) else { return Self.unknownSession(nil) }
        return Response(status: .noContent)
    }

    // MARK: With a handshake

    private func answerAfterHandshake(
        _ message: JSONValue,
        _ head: MCPRequestHead,
        _ place: MCPPlace,
        by caller: MCPCaller?
    ) async -> Response {
        if message["method"] == "initialize" { return self.open(message, place, by: caller) }
        guard let key = head.session else {
            let error = JSONRPCError(
                JSONRPCError.invalidRequest,
                "Send initialize first, and its \(MCPProtocol.Header.session) with what follows."
            )
            return Self.refusal(error, of: message, status: .badRequest)
        }
        guard let connection = self.sessions.connection(key, of: place) else { return Self.unknownSession(message) }
        if let version = head.version, !MCPProtocol.handshakeVersions.contains(version) {
            return Self.refusal(.unsupported(version), of: message, status: .badRequest)
        }
        switch connection.receive(message) {
        case .none: return Response(status: .accepted)
        case .ready(let answer): return .json(answer)
        case .call(let call):
            let cancelled = JSONRPCError(JSONRPCError.internalError, "The call was cancelled.")
            return .json(await call() ?? JSONRPC.response(to: message["id"] ?? .null, cancelled))
        }
    }

    private func open(_ message: JSONValue, _ place: MCPPlace, by caller: MCPCaller?) -> Response {
        let connection = self.connection(place.region)
        guard case .ready(let answer) = connection.receive(message) else { return Response(status: .accepted) }
        guard answer["result"] != nil else { return .json(answer) }
        guard let key = self.sessions.add(connection, of: place, by: caller) else {
            self.settings.telemetry.metrics.refused("too_many_mcp_sessions")
            let error = JSONRPCError(JSONRPCError.internalError, "Too many sessions are open. Try later.")
            return Self.refusal(error, of: message, status: .serviceUnavailable)
        }
        var response = Response.json(answer)
        if let name = HTTPField.Name(MCPProtocol.Header.session) { response.headers[name] = key }
        return response
    }

    // MARK: Without

    private func answerStateless(
        _ message: JSONValue,
        _ head: MCPRequestHead,
        _ place: MCPPlace,
        by caller: MCPCaller?
    ) async throws -> Response {
        do throws(JSONRPCError) {
            try head.check(message)
        } catch {
            return Self.refusal(error, of: message, status: Self.status(of: error.code))
        }
        let key = message["params"]?["_meta"]?[Self.sessionKey]?.string.flatMap(SessionID.init(rawValue:))?.rawValue
        let known = key.flatMap { self.sessions.connection("stateless/\($0)", of: place) }
        let connection = known ?? self.connection(place.region)
        let isKept =
            known != nil
            || key.map { self.sessions.add(connection, of: place, by: caller, under: "stateless/\($0)") != nil }
                ?? false
        let response: Response
        switch connection.receive(message, isStateless: true) {
        case .none: response = Response(status: .accepted)
        case .ready(let answer): response = .json(answer, status: Self.status(of: answer["error"]?["code"]?.integer))
        case .call(let call):
            if let answer = await call() {
                response = .json(answer)
            } else {
                response = Response(status: .init(code: 499, reasonPhrase: "Client Closed Request"))
            }
        }
        if !isKept { await connection.end() }
        return response
    }

    /// The status that goes with an error of the stateless era.
    private static func status(of code: Int?) -> HTTPResponse.Status {
        switch code {
        case JSONRPCError.methodNotFound?: .notFound
        case JSONRPCError.invalidRequest?, JSONRPCError.invalidParams?, JSONRPCError.headerMismatch?,
            JSONRPCError.missingClientCapability?, JSONRPCError.unsupportedVersion?:
            .badRequest
        default: .ok
        }
    }

    // MARK: The rest

    private func connection(_ region: RegionID) -> MCPServerConnection {
        let agents = self.settings.agents
        return MCPServerConnection(
            MCPServer(
                name: self.settings.service,
                version: self.settings.version,
                observer: self.settings.telemetry.observer
            ) { agents[region] }
        )
    }

    /// Pages are let in by name alone: what may call the chat from anywhere must not reach the tools from anywhere, and a
    /// page that has this machine's name rebound to it has an origin of its own.
    private func checkOrigin(of request: Request) throws(APIError) {
        guard self.origins.lists(request.headers[.origin]) else {
            throw .originNotAllowed(to: "call tools")
        }
    }

    /// Where the request goes, and who sends it.
    private func place(_ request: Request, _ context: BasicRequestContext) async throws -> MCPPlace {
        let caller = try await self.door.creator(request.headers)
        let region = try self.region(context)
        guard caller?.mayUse(region) ?? true else { throw AccessError.regionNotAllowed }
        return MCPPlace(region: region, caller: caller?.subject)
    }

    private func region(_ context: BasicRequestContext) throws(APIError) -> RegionID {
        let served = self.settings.agents.current
        let region = context.parameters.get("region").map(RegionID.init(rawValue:)) ?? served.defaultRegion
        guard served.agents[region] != nil else {
            throw APIError(
                status: .notFound,
                code: "unknown_region",
                detail: "There is no region \"\(region.rawValue.prefix(64))\"."
            )
        }
        return region
    }

    private static func refusal(
        _ error: JSONRPCError,
        of message: JSONValue? = nil,
        status: HTTPResponse.Status
    ) -> Response {
        .json(JSONRPC.response(to: message?["id"] ?? .null, error), status: status)
    }

    private static func unknownSession(_ message: JSONValue?) -> Response {
        let error = JSONRPCError(JSONRPCError.invalidRequest, "There is no such session. Send initialize again.")
        return self.refusal(error, of: message, status: .notFound)
    }

    private static let noStream = APIError(
        status: .methodNotAllowed,
        code: "method_not_allowed",
        detail: "There is nothing to listen to here. Use POST, or DELETE to end a session.",
        headers: [.allow: "POST, DELETE"]
    )
}
