import AgentRuntime
import HTTPTypes

/// Stands at every door of the gateway: asks who it is, and whether they may use what they ask for.
struct Doorkeeper: Sendable {
    /// What a session is wanted for.
    enum Purpose {
        /// To read or to end it, which an admin may too.
        case upkeep
        /// To talk in it, which is its owner's alone.
        case talk
    }

    /// Somebody who was let in.
    struct Admission {
        let session: Session
        /// `nil` where nobody was asked.
        let bearer: Bearer?
        var principal: Principal? { self.bearer?.principal }
    }

    let policy: AccessPolicy
    let tickets: TicketTable
    private let sessions: SessionRegistry

    init(_ policy: AccessPolicy, sessions: SessionRegistry) {
        self.policy = policy
        self.sessions = sessions
        self.tickets = TicketTable(limit: policy.mostTickets, lifetime: policy.ticketLifetime)
    }

    /// Whether there is anything for admins: not where nobody is asked who they are.
    var hasAdmins: Bool { self.policy.mode != .open }

    // MARK: Who

    /// Who wants to create sessions or to call tools; `nil` where nobody is asked.
    /// - Throws: ``AccessError``.
    func creator(_ headers: HTTPFields) async throws(AccessError) -> Principal? {
        if self.policy.mode == .open { return nil }
        return try await self.principal(showing: try BearerToken.inField(headers[.authorization]))
    }

    /// An admin.
    /// - Throws: ``AccessError``.
    func admin(_ headers: HTTPFields) async throws(AccessError) -> Principal {
        let principal = try await self.principal(showing: try BearerToken.inField(headers[.authorization]))
        guard principal.isAdmin else { throw .notAdmin }
        return principal
    }

    /// Lets in who may see how the service does, on the port that clients reach: an admin, or anybody where nobody is asked.
    /// - Throws: ``AccessError``.
    func admitOperator(_ headers: HTTPFields) async throws(AccessError) {
        if self.hasAdmins { _ = try await self.admin(headers) }
    }

    private func principal(showing token: Secret?) async throws(AccessError) -> Principal {
        try await self.bearer(of: token).principal
    }

    private func bearer(of token: Secret?) async throws(AccessError) -> Bearer {
        guard let token else { throw .missing }
        for authenticator in self.policy.authenticators {
            if let principal = try await authenticator.principal(showing: token) { return Bearer(principal, token) }
        }
        throw .invalid("The token is not of a kind that is known here. Send it as it was given.")
    }

    // MARK: Sessions

    /// The open session called `text`. Somebody else's is not told from one that never was.
    /// - Throws: ``AccessError``, ``APIError``, and ``SessionStoreError``.
    func admission(
        to text: String,
        for purpose: Purpose,
        _ headers: HTTPFields
    ) async throws -> Admission {
        guard self.policy.mode == .strict else { return try await self.admission(to: text, for: purpose, as: nil) }
        let bearer = try await self.bearer(of: try BearerToken.inField(headers[.authorization]))
        return try await self.admission(to: text, for: purpose, as: bearer)
    }

    /// The session that a socket may join.
    /// - Parameter isEntering: `false` to ask only: a ticket is then not used up.
    /// - Throws: ``AccessError``, ``APIError``, and ``SessionStoreError``.
    func admission(
        to text: String,
        by credentials: SocketCredentials,
        isEntering: Bool
    ) async throws -> Admission {
        guard self.policy.mode == .strict else { return try await self.admission(to: text, for: .talk, as: nil) }
        if let token = try credentials.token {
            return try await self.admission(to: text, for: .talk, as: try await self.bearer(of: token))
        }
        guard let ticket = credentials.ticket else { throw AccessError.missing }
        guard let id = SessionID(rawValue: text) else { throw APIError.invalidSessionID(text) }
        guard let holder = self.tickets.holder(of: ticket, for: id), let bearer = holder.bearer,
            !bearer.principal.isExpired(at: .now)
        else {
            if isEntering { _ = self.tickets.redeem(ticket, for: id) }
            throw AccessError.ticketNotGood
        }
        let admission = try await self.admission(to: text, for: .talk, as: bearer)
        // Last, since it may be used once: of two who come at the same time one is let in.
        guard !isEntering || self.tickets.redeem(ticket, for: id) != nil else { throw AccessError.ticketNotGood }
        return admission
    }

    /// - Parameter bearer: `nil` where whoever knows the id may use the session.
    private func admission(to text: String, for purpose: Purpose, as bearer: Bearer?) async throws -> Admission {
        guard let id = SessionID(rawValue: text) else { throw APIError.invalidSessionID(text) }
        let found = try await self.sessions.session(id) { owner, region in
            guard let principal = bearer?.principal else { return }
            let isAllowed = principal.mayUse(region)
            if owner == principal.subject {
                guard isAllowed else { throw AccessError.regionNotAllowed }
            } else {
                guard purpose == .upkeep, principal.isAdmin, isAllowed else { throw APIError.sessionNotFound }
            }
        }
        guard let session = found else { throw APIError.sessionNotFound }
        return Admission(session: session, bearer: bearer)
    }

    /// How long a socket that was let in may stay.
    func stay(of admission: Admission) -> SocketStay {
        guard let bearer = admission.bearer else { return .unlimited }
        let (subject, region) = (bearer.principal.subject, admission.session.region)
        return SocketStay(until: bearer.principal.expiresAt, confirmedUntil: bearer.principal.confirmedUntil) {
            do throws(AccessError) {
                let principal = try await self.principal(showing: bearer.token)
                guard principal.subject == subject, principal.mayUse(region) else { return .refused }
                return .good(until: principal.confirmedUntil)
            } catch {
                return error == .unavailable ? .unknown : .refused
            }
        }
    }
}
