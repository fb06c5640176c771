import AgentRuntime
import NIOConcurrencyHelpers

/// Admissions to one socket each, for clients that cannot send a header. A ticket is good once and for a short while.
final class TicketTable: Sendable {
    /// A ticket as its holder is given it.
    struct Ticket: Sendable {
        let secret: Secret
        let expiresAt: Timestamp
    }

    /// Whom a ticket was given to.
    struct Holder: Sendable {
        /// `nil` where nobody was asked.
        let bearer: Bearer?
    }

    /// Tickets that may wait for the sockets of one session. A further one takes the place of the oldest.
    static let mostPerSession = 4

    private let lifetime: Duration
    private let now: @Sendable () -> Timestamp
    private let waiting: NIOLockedValueBox<WaitingTickets>

    /// - Parameters:
    ///   - limit: tickets that may wait to be used, of all sessions.
    ///   - lifetime: how long each is good.
    init(limit: Int, lifetime: Duration, now: @escaping @Sendable () -> Timestamp = { .now }) {
        self.lifetime = lifetime
        self.now = now
        self.waiting = NIOLockedValueBox(WaitingTickets(limit: limit, perSession: Self.mostPerSession))
    }

    /// - Returns: `nil` where too many wait to be used.
    func issue(for session: SessionID, to bearer: Bearer?) -> Ticket? {
        let now = self.now()
        let ticket = Ticket(secret: .random(), expiresAt: now + self.lifetime)
        let entry = WaitingTickets.Entry(
            session: session,
            holder: Holder(bearer: bearer),
            expiresAt: ticket.expiresAt
        )
        let hasRoom = self.waiting.withLockedValue { $0.add(entry, under: TokenDigest(ticket.secret), at: now) }
        return hasRoom ? ticket : nil
    }

    /// Takes a ticket back, whatever comes of it: one that is shown at another session's door has been in wrong hands.
    /// - Returns: `nil` unless it was good for `session`.
    func redeem(_ secret: Secret, for session: SessionID) -> Holder? {
        let entry = self.waiting.withLockedValue { $0.remove(TokenDigest(secret)) }
        return entry.flatMap { $0.isGood(for: session, at: self.now()) ? $0.holder : nil }
    }

    /// What ``redeem(_:for:)`` would return, leaving the ticket to its holder.
    func holder(of secret: Secret, for session: SessionID) -> Holder? {
        let entry = self.waiting.withLockedValue { $0[TokenDigest(secret)] }
        return entry.flatMap { $0.isGood(for: session, at: self.now()) ? $0.holder : nil }
    }

    /// Tickets that are kept.
    var count: Int { self.waiting.withLockedValue(\.count) }
}
