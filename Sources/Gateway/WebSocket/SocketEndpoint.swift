import AgentRuntime
import HTTPTransport
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
        /// What lets in who cannot send a header.
        var ticket: Secret?

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
                case ("ticket", let ticket) where !ticket.isEmpty: self.ticket = Secret(ticket)
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
        /// How long the socket may stay.
        let stay: SocketStay
        /// Where in a trace the client is; its turns belong to that trace.
        let trace: TraceContext?
        /// The client's address, if it is held to account.
        let address: IPAddress?
        /// Free again once the socket is gone.
        let slot: SocketSlots.Slot
    }

    let sessions: SessionRegistry
    let door: Doorkeeper
    let origins: OriginPolicy
    let agents: AgentDirectory
    let traffic: Traffic

    /// The session to join.
    /// - Throws: ``APIError``, ``AccessError``, ``SessionRefusal``, and ``SessionStoreError`` where there is none.
    func grant(_ head: HTTPRequestHead, from origin: ClientOrigin) async throws -> Grant {
        let address = origin.accountable
        try self.traffic.admitRequest(from: origin)
        guard self.origins.allows(head.headers.first(name: "origin")) else {
            throw APIError.originNotAllowed(to: "connect")
        }
        let target = try Target(path: head.uri)
        // Before a ticket is spent.
        try self.traffic.slots.check(address)
        let admission: Doorkeeper.Admission?
        do {
            let credentials = SocketCredentials(head, ticket: target.ticket)
            admission = try await self.admission(to: target, by: credentials, isEntering: true)
        } catch let error as AccessError {
            self.traffic.note(error, from: origin)
            throw error
        }
        let session: Session
        if let admission { session = admission.session } else { session = try await self.freshSession(from: origin) }
        return Grant(
            session: session,
            target: target,
            stay: admission.map(self.door.stay(of:)) ?? .unlimited,
            trace: TraceContext(
                traceparent: head.headers.first(name: "traceparent"),
                tracestate: head.headers.first(name: "tracestate")
            ),
            address: address,
            slot: try self.traffic.slots.take(address, session.id)
        )
    }

    /// A session for a bare `/ws`.
    private func freshSession(from origin: ClientOrigin) async throws -> Session {
        try self.traffic.admitSession(from: origin)
        return try await self.sessions.create(user: nil, region: self.agents.current.defaultRegion)
    }

    /// Who may join the session that is meant; `nil` for a bare `/ws` where it may be.
    /// - Parameter isEntering: `false` to ask only.
    /// - Throws: ``AccessError``, ``APIError``, and ``SessionStoreError``.
    func admission(
        to target: Target,
        by credentials: SocketCredentials,
        isEntering: Bool
    ) async throws -> Doorkeeper.Admission? {
        if let id = target.session {
            return try await self.door.admission(to: id, by: credentials, isEntering: isEntering)
        }
        guard self.door.policy.mode == .open else { throw APIError.sessionRequired }
        return nil
    }
}
