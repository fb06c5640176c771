package import AgentRuntime
package import HTTPTransport
import NIOConcurrencyHelpers

/// Holds addresses, users and sessions to how much they may do in a time.
package final class RateLimiter: Sendable {
    /// Who does something; what is `nil` is not held to account.
    package struct Party: Sendable {
        /// Of the client, see ``ClientOrigin/accountable``.
        var address: IPAddress?
        var user: Subject?
        var session: SessionID?

        package init(address: IPAddress? = nil, user: Subject? = nil, session: SessionID? = nil) {
            self.address = address
            self.user = user
            self.session = session
        }
    }

    /// What is done.
    package struct Use: Hashable, Sendable {
        /// Sessions that are created.
        var sessions = 0
        var messages = 0
        var bytes = 0

        package init(sessions: Int = 0, messages: Int = 0, bytes: Int = 0) {
            self.sessions = sessions
            self.messages = messages
            self.bytes = bytes
        }
    }

    /// Thrown when it is too much. Nothing was counted.
    package struct Exceeded: Error, Hashable {
        /// Whose limit it is: `address`, `user` or `session`.
        let scope: String
        /// What there was too much of: `sessions`, `messages` or `bytes`.
        let resource: String
        /// How long to wait, in whole milliseconds, from 1.
        let wait: Duration
        /// What metrics call it, such as `session_messages`.
        var reason: String { "\(self.scope)_\(self.resource)" }
    }

    private enum Key: Hashable, Sendable {
        case address(IPAddress)
        /// By a hash, so that a long name takes no more room than a short one.
        case user(Int)
        case session(SessionID)
    }

    private struct Buckets: Sendable {
        var sessions = TokenBucket()
        var messages = TokenBucket()
        var bytes = TokenBucket()
    }

    private let rates: GatewaySettings.Rates
    private let now: @Sendable () -> Duration
    private let table: NIOLockedValueBox<RecentTable<Key, Buckets>>

    /// - Parameters:
    ///   - capacity: how many addresses, users and sessions are remembered.
    ///   - clock: what the rates are measured on.
    package init<C: Clock<Duration>>(_ rates: GatewaySettings.Rates, capacity: Int = 65_536, clock: C) {
        self.rates = rates
        let start = clock.now
        self.now = { start.duration(to: clock.now) }
        self.table = NIOLockedValueBox(RecentTable(capacity: capacity))
    }

    /// How many are remembered.
    var count: Int { self.table.withLockedValue(\.count) }

    /// Counts what `party` does.
    /// - Throws: ``Exceeded`` if that is more than any of its limits allows.
    package func count(_ use: Use, by party: Party) throws(Exceeded) {
        let scopes = self.scopes(of: party)
        if scopes.isEmpty { return }
        let now = self.now()
        let exceeded = self.table.withLockedValue { table -> Exceeded? in
            var longest: Exceeded?
            for scope in scopes {
                let buckets = table[scope.key] ?? Buckets()
                for (resource, wait) in Self.waits(buckets, scope.rates, use, now) where wait > longest?.wait ?? .zero {
                    longest = Exceeded(scope: scope.name, resource: resource, wait: wait)
                }
            }
            guard longest == nil else { return longest }
            for scope in scopes {
                var buckets = table[scope.key] ?? Buckets()
                if let rate = scope.rates.sessions { buckets.sessions.take(use.sessions, at: rate, now: now) }
                if let rate = scope.rates.messages { buckets.messages.take(use.messages, at: rate, now: now) }
                if let rate = scope.rates.bytes { buckets.bytes.take(use.bytes, at: rate, now: now) }
                table[scope.key] = buckets
            }
            return nil
        }
        guard let exceeded else { return }
        let whole = exceeded.wait.milliseconds
        let wait = max(1, .milliseconds(whole) < exceeded.wait ? whole + 1 : whole)
        throw Exceeded(scope: exceeded.scope, resource: exceeded.resource, wait: .milliseconds(wait))
    }

    private func scopes(of party: Party) -> [(name: String, key: Key, rates: GatewaySettings.ScopeRates)] {
        var scopes: [(name: String, key: Key, rates: GatewaySettings.ScopeRates)] = []
        if let address = party.address, !self.rates.address.areOff {
            scopes.append(("address", .address(address), self.rates.address))
        }
        if let user = party.user, !self.rates.user.areOff {
            scopes.append(("user", .user(user.hashValue), self.rates.user))
        }
        if let session = party.session, !self.rates.session.areOff {
            scopes.append(("session", .session(session), self.rates.session))
        }
        return scopes
    }

    private static func waits(
        _ buckets: Buckets,
        _ rates: GatewaySettings.ScopeRates,
        _ use: Use,
        _ now: Duration
    ) -> [(resource: String, wait: Duration)] {
        [
            ("sessions", rates.sessions, use.sessions, buckets.sessions),
            ("messages", rates.messages, use.messages, buckets.messages),
            ("bytes", rates.bytes, use.bytes, buckets.bytes),
        ].compactMap { resource, rate, amount, bucket in
            guard let rate, amount > 0 else { return nil }
            return (resource, bucket.wait(for: amount, at: rate, now: now))
        }
    }
}
