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
        let principal: Principal?
    }

    private struct Entry {
        let session: SessionID
        let holder: Holder
        let expiresAt: Timestamp

        func isGood(for session: SessionID, at now: Timestamp) -> Bool {
            self.session == session && now < self.expiresAt
        }
    }

    private let limit: Int
    private let lifetime: Duration
    private let now: @Sendable () -> Timestamp
    private let entries = NIOLockedValueBox<[TokenDigest: Entry]>([:])

    /// - Parameters:
    ///   - limit: tickets that may wait to be used.
    ///   - lifetime: how long each is good.
    init(limit: Int, lifetime: Duration, now: @escaping @Sendable () -> Timestamp = { .now }) {
        self.limit = limit
        self.lifetime = lifetime
        self.now = now
    }

    /// - Returns: `nil` where too many wait to be used.
    func issue(for session: SessionID, to principal: Principal?) -> Ticket? {
        let now = self.now()
        let ticket = Ticket(secret: .random(), expiresAt: now + self.lifetime)
        return self.entries.withLockedValue { entries in
            if entries.count >= self.limit { entries = entries.filter { now < $0.value.expiresAt } }
            guard entries.count < self.limit else { return nil }
            entries[TokenDigest(ticket.secret)] = Entry(
                session: session,
                holder: Holder(principal: principal),
                expiresAt: ticket.expiresAt
            )
            return ticket
        }
    }

    /// Takes a ticket back, whatever comes of it: one that is shown at another session's door has been in wrong hands.
    /// - Returns: `nil` unless it was good for `session`.
    func redeem(_ secret: Secret, for session: SessionID) -> Holder? {
        let entry = self.entries.withLockedValue { $0.removeValue(forKey: TokenDigest(secret)) }
        return entry.flatMap { $0.isGood(for: session, at: self.now()) ? $0.holder : nil }
    }

    /// What ``redeem(_:for:)`` would return, leaving the ticket to its holder.
    func holder(of secret: Secret, for session: SessionID) -> Holder? {
        let entry = self.entries.withLockedValue { $0[TokenDigest(secret)] }
        return entry.flatMap { $0.isGood(for: session, at: self.now()) ? $0.holder : nil }
    }
}
