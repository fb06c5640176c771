import AgentRuntime
import HTTPTypes
import Hummingbird
import NIOCore

/// The REST calls of the protocol.
struct SessionRoutes: Sendable {
    let sessions: SessionRegistry
    let settings: GatewaySettings
    let endpoint: SocketEndpoint

    func add(to router: Router<BasicRequestContext>) {
        router.get("/health") { _, _ in self.health() }
        router.post("/api/create-session") { request, _ in try await self.create(request) }
        router.get("/api/session/:id/info") { _, context in try await self.info(context) }
        router.delete("/api/session/:id") { _, context in try await self.delete(context) }
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
        let wanted = try CreateSessionRequest(await request.json(upTo: self.settings.limits.bodyBytes))
        let region = try self.region(wanted.region)
        let session = try await self.sessions.create(user: wanted.user, region: region, metadata: wanted.metadata)
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

    private func info(_ context: BasicRequestContext) async throws -> Response {
        let session = try await self.endpoint.session(context.parameters.get("id") ?? "")
        let progress = session.progress
        return .json([
            "session_id": .string(session.id.rawValue), "created_at": .string(session.createdAt.description),
            "message_count": .integer(progress.messages), "user_id": session.user.map { .string($0) } ?? .null,
            "status": "active", "region": .string(session.region.rawValue),
            "usage": self.usage(progress.spending),
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

    private func delete(_ context: BasicRequestContext) async throws -> Response {
        let text = context.parameters.get("id") ?? ""
        guard let id = SessionID(rawValue: text) else { throw APIError.invalidSessionID(text) }
        guard try await self.sessions.close(id) else { throw APIError.sessionNotFound }
        return .json([
            "status": "deleted", "session_id": .string(id.rawValue), "deleted_at": .string(Timestamp.now.description),
        ])
    }

    /// A request for a socket that was not granted, and why.
    private func refuseUpgrade(_ request: Request) async throws -> Response {
        guard self.endpoint.origins.allows(request.headers[.origin]) else {
            throw APIError(
                status: .forbidden,
                code: "origin_not_allowed",
                detail: "Pages from this origin may not connect. Its operator adds it to cors.allow_origins."
            )
        }
        let target = try SocketEndpoint.Target(path: request.uri.description)
        if let id = target.session { _ = try await self.endpoint.session(id) }
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

extension HTTPField.Name {
    static let allow = Self("Allow") ?? .accept
}
