import AgentRuntime
import HTTPTypes
import NIOHTTP1

/// Finds the session that a request for a socket means.
struct SocketEndpoint: Sendable {
    /// What the request line of `/ws` says.
    struct Target: Equatable {
        /// From the path or from `session_id`; `nil` for a bare `/ws`.
        var session: String?
        /// The last frame a returning client has seen.
        var position: SessionEvent.FramePosition?
        var wantsAllFrames = false

        /// - Throws: ``APIError`` for a query that cannot be meant.
        init(path target: String) throws(APIError) {
            let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let parts = halves[0].split(separator: "/")
            if parts.count > 1 { self.session = String(parts[1]) }
            var epoch: String?
            var after: Int64?
            for pair in (halves.count > 1 ? halves[1] : "").split(separator: "&") {
                let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
                switch (sides.first, sides.count > 1 ? sides[1] : "") {
                case ("session_id", let id) where self.session == nil && !id.isEmpty: self.session = id
                case ("epoch", let value): epoch = value
                case ("after", let value):
                    guard let number = Int64(value), number >= 0 else {
                        throw APIError(
                            status: .badRequest,
                            code: "invalid_request",
                            detail: "after must be the seq of the last frame that was seen: a whole number."
                        )
                    }
                    after = number
                case ("frames", "all"): self.wantsAllFrames = true
                default: break
                }
            }
            if let after {
                self.wantsAllFrames = true
                self.position = .init(epoch: FrameEpoch(rawValue: epoch ?? ""), last: FrameSequence(rawValue: after))
            }
        }
    }

    /// A session that a socket may join.
    struct Grant {
        let session: Session
        let target: Target
    }

    let sessions: SessionRegistry
    let origins: OriginPolicy
    let agents: AgentDirectory

    /// The session to join, or `nil` for a request that is refused; its answer says why.
    func grant(_ head: HTTPRequestHead) async -> Grant? {
        guard self.origins.allows(head.headers.first(name: "origin")), let target = try? Target(path: head.uri) else {
            return nil
        }
        if let id = target.session {
            return (try? await self.session(id)).map { Grant(session: $0, target: target) }
        }
        let session = try? await self.sessions.create(user: nil, region: self.agents.current.defaultRegion)
        return session.map { Grant(session: $0, target: target) }
    }

    /// The open session called `text`.
    /// - Throws: ``APIError``, and ``SessionStoreError``.
    func session(_ text: String) async throws -> Session {
        guard let id = SessionID(rawValue: text) else { throw APIError.invalidSessionID(text) }
        guard let session = try await self.sessions.session(id) else { throw APIError.sessionNotFound }
        return session
    }
}
