import AgentRuntime
import HTTPTypes
import Hummingbird

/// What admins can see of everybody's sessions, and how they have one forgotten.
struct AdminRoutes: Sendable {
    let sessions: SessionRegistry
    let door: Doorkeeper

    private static let mostSessions = 200
    private static let usualSessions = 50

    func add(to router: Router<BasicRequestContext>) {
        router.get("/admin/sessions") { request, _ in try await self.list(request) }
        router.delete("/admin/sessions/:id") { request, context in
            try await self.erase(context.parameters.get("id") ?? "", request)
        }
    }

    /// Closes the session if it is open, and erases what is stored of it. The log tells that it was done, by its id alone.
    private func erase(_ text: String, _ request: Request) async throws -> Response {
        let admin = try await self.door.admin(request.headers)
        guard let id = SessionID(rawValue: text) else { throw APIError.invalidSessionID(text) }
        guard try await self.sessions.erase(id, in: admin.regions) else { throw APIError.sessionNotFound }
        return .json([
            "status": "erased", "session_id": .string(id.rawValue), "erased_at": .string(Timestamp.now.description),
        ])
    }

    /// A page of the sessions on record, the longest unused first.
    private func list(_ request: Request) async throws -> Response {
        let admin = try await self.door.admin(request.headers)
        let query = try self.query(request, regions: admin.regions)
        var asked = query
        asked.limit += 1
        let found = try await self.sessions.records(matching: asked)
        let page = found.prefix(query.limit)
        let next = found.count > page.count ? page.last?.position : nil
        return .json([
            "sessions": .array(page.map(\.summary)),
            "next": next.map { .string("\($0.lastUsedAt.milliseconds).\($0.id)") } ?? .null,
        ])
    }

    private func query(_ request: Request, regions: Set<RegionID>?) throws(APIError) -> SessionQuery {
        var query = SessionQuery(regions: regions, limit: Self.usualSessions)
        let parameters = request.uri.queryParameters
        switch parameters["status"] {
        case nil: break
        case "active": query.isOpen = true
        case "closed": query.isOpen = false
        default: throw Self.invalid("status must be active or closed.")
        }
        query.user = parameters["user_id"].map(String.init)
        if let text = parameters["limit"] {
            guard let limit = Int(text), (1...Self.mostSessions).contains(limit) else {
                throw Self.invalid("limit must be a whole number from 1 to \(Self.mostSessions).")
            }
            query.limit = limit
        }
        if let text = parameters["after"] {
            let parts = text.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let time = Int64(parts[0]), let id = SessionID(rawValue: String(parts[1])) else {
                throw Self.invalid("after must be what next said on the page before.")
            }
            query.after = .init(lastUsedAt: Timestamp(milliseconds: time), id: id)
        }
        return query
    }

    private static func invalid(_ detail: String) -> APIError {
        APIError(status: .badRequest, code: "invalid_request", detail: detail)
    }
}

extension SessionRecord {
    fileprivate var summary: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "session_id": .string(self.id.rawValue), "user_id": text(self.user), "owner": text(self.owner?.name),
            "region": .string(self.region.rawValue), "created_at": .string(self.createdAt.description),
            "last_used_at": .string(self.progress.lastUsedAt.description),
            "closed_at": text(self.progress.closedAt?.description),
            "status": self.progress.closedAt == nil ? "active" : "closed",
            "message_count": .integer(self.progress.messages),
        ]
    }
}
