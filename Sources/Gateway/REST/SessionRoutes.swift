import AgentRuntime
import HTTPTypes
import Hummingbird
import NIOCore

/// The REST calls of the protocol.
struct SessionRoutes: Sendable {
    let sessions: SessionRegistry
    let settings: GatewaySettings
    let endpoint: SocketEndpoint
    let door: Doorkeeper
    let traffic: Traffic

    func add(to router: Router<BasicRequestContext>) {
        router.get("/health") { _, _ in self.health() }
        router.post("/api/create-session") { request, _ in try await self.create(request) }
        router.get("/api/session/:id/info") { request, context in try await self.info(request, context) }
        router.get("/api/session/:id/messages") { request, context in try await self.messages(request, context) }
        router.post("/api/session/:id/ticket") { request, context in try await self.ticket(request, context) }
        router.delete("/api/session/:id") { request, context in try await self.delete(request, context) }
        router.get("/ws") { request, _ in try await self.refuseUpgrade(request) }
        router.get("/ws/:id") { request, _ in try await self.refuseUpgrade(request) }
    }

    private func health() -> Response {
        let served = self.settings.agents.current
        return .json([
            "status": "healthy", "service": .string(self.settings.service),
            "agent": .string(served.agents[served.defaultRegion]?.name ?? self.settings.service),
            "version": .string(self.settings.version), "active_sessions": .integer(self.sessions.activeCount),
            "timestamp": .string(Timestamp.now.description),
        ])
    }

    private func create(_ request: Request) async throws -> Response {
        let creator = try await self.door.creator(request.headers)
        let body = try await request.bytes(upTo: self.settings.limits.bodyBytes)
        let wanted = try CreateSessionRequest(try request.json(in: body))
        try self.traffic.admitSession(
            from: request.origin,
            owner: creator?.subject,
            user: wanted.user,
            bytes: body.count
        )
        let region = try self.region(wanted.region)
        guard creator?.mayUse(region) ?? true else { throw AccessError.regionNotAllowed }
        let session = try await self.sessions.create(
            user: wanted.user,
            owner: creator?.subject,
            region: region,
            metadata: wanted.metadata
        )
        return .json([
            "session_id": .string(session.id.rawValue),
            "websocket_url": .string(WebSocketURL(request, publicURL: self.settings.publicURL).url(of: session.id)),
            "created_at": .string(session.createdAt.description), "status": "ready", "region": .string(region.rawValue),
        ])
    }

    private func region(_ name: String?) throws(APIError) -> RegionID {
        let served = self.settings.agents.current
        guard let name else { return served.defaultRegion }
        let region = RegionID(rawValue: name)
        guard served.agents[region] != nil else {
            let known = served.regions.map(\.rawValue).joined(separator: ", ")
            throw APIError(
                status: .unprocessableContent,
                code: "unknown_region",
                detail: "There is no region \"\(name.prefix(64))\". There are: \(known)."
            )
        }
        return region
    }

    private func info(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let session = try await self.admission(.upkeep, request, context).session
        let progress = session.progress
        let pending = try await session.pendingApproval()
        return .json([
            "session_id": .string(session.id.rawValue), "created_at": .string(session.createdAt.description),
            "message_count": .integer(progress.messages), "user_id": session.user.map { .string($0) } ?? .null,
            "status": "active", "region": .string(session.region.rawValue),
            "usage": self.usage(progress.spending), "pending_approval": pending?.json ?? .null,
        ])
    }

    private func usage(_ spent: Spending) -> JSONValue {
        var members = spent.usage.json.object ?? [:]
        if let cost = spent.cost, let currency = self.settings.currency {
            members["cost"] = .string(cost.description)
            members["currency"] = .string(currency)
        }
        return .object(members)
    }

    private func messages(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let session = try await self.admission(.upkeep, request, context).session
        return .json([
            "session_id": .string(session.id.rawValue),
            "messages": .array(try await session.history().map(\.json)),
        ])
    }

    /// A ticket for a socket of the session, for clients that cannot send a header with it.
    private func ticket(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let admission = try await self.admission(.talk, request, context)
        let id = admission.session.id
        guard let ticket = self.door.tickets.issue(for: id, to: admission.bearer) else {
            throw APIError(
                status: .serviceUnavailable,
                code: "too_many_tickets",
                detail: "Too many tickets wait to be used. Try again in a minute."
            )
        }
        let url = WebSocketURL(request, publicURL: self.settings.publicURL).url(of: id)
        return .json([
            "session_id": .string(id.rawValue), "ticket": .string(ticket.secret.value),
            "websocket_url": .string("\(url)?ticket=\(ticket.secret.value)"),
            "expires_at": .string(ticket.expiresAt.description),
        ])
    }

    private func admission(
        _ purpose: Doorkeeper.Purpose,
        _ request: Request,
        _ context: BasicRequestContext
    ) async throws -> Doorkeeper.Admission {
        try await self.door.admission(to: context.parameters.get("id") ?? "", for: purpose, request.headers)
    }

    private func delete(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id: SessionID
        do {
            id = try await self.admission(.upkeep, request, context).session.id
        } catch SessionStoreError.damaged(let admitted, _) {
            // Let in, but for what was to be read then.
            id = admitted
        }
        guard try await self.sessions.close(id) else { throw APIError.sessionNotFound }
        return .json([
            "status": "deleted", "session_id": .string(id.rawValue), "deleted_at": .string(Timestamp.now.description),
        ])
    }

    /// A request for a socket that was not granted, and why.
    private func refuseUpgrade(_ request: Request) async throws -> Response {
        guard self.endpoint.origins.allows(request.headers[.origin]) else {
            throw APIError.originNotAllowed(to: "connect")
        }
        let target = try SocketEndpoint.Target(path: request.uri.description)
        let credentials = SocketCredentials(request.headers, ticket: target.ticket)
        _ = try await self.endpoint.admission(to: target, by: credentials, isEntering: false)
        let isOfVersion = request.headers[values: .secWebSocketVersion] == [Handshake.version]
        if isOfVersion, !Handshake.isKey(request.headers[values: .secWebSocketKey]) {
            throw APIError(
                status: .badRequest,
                code: "invalid_request",
                detail: "Sec-WebSocket-Key must be 16 bytes in base64 (RFC 6455, section 4.1)."
            )
        }
        throw APIError(
            status: .upgradeRequired,
            code: "upgrade_required",
            detail: "This is a WebSocket (RFC 6455, version 13). Connect with ws:// or wss://.",
            headers: [.upgrade: "websocket", .secWebSocketVersion: Handshake.version, .connection: "close"]
        )
    }
}
