package import AgentRuntime
package import HTTPTransport
import NIOConcurrencyHelpers

/// Holds addresses, owners, users and sessions to how much they may do in a time.
package final class RateLimiter: Sendable {
    /// Who does something; what is `nil` is not held to account.
    package struct Party: Sendable {
        /// Of the client, see ``ClientOrigin/accountable``.
        var address: IPAddress?
        /// Whom a token was given to.
        var owner: Subject?
        /// Whom it is about: one of the owner's, since owners name their users as they like.
        var user: String?
        var session: SessionID?

        package init(
            address: IPAddress? = nil,
            owner: Subject? = nil,
            user: String? = nil,
            session: SessionID? = nil
        ) {
            self.address = address
            self.owner = owner
            self.user = user
            self.session = session
        }
    }

    /// What is done.
    package struct Use: Hashable, Sendable {
        var requests = 0
        /// Requests that were not let in.
        var failures = 0
        /// Sessions that are created.
        var sessions = 0
        var messages = 0
        var bytes = 0

        package init(requests: Int = 0, failures: Int = 0, sessions: Int = 0, messages: Int = 0, bytes: Int = 0) {
            self.requests = requests
            self.failures = failures
            self.sessions = sessions
            self.messages = messages
            self.bytes = bytes
        }
    }

    /// Thrown when it is too much. Nothing was counted.
    package struct Exceeded: Error, Hashable {
        /// Whose limit it is: `address`, `owner`, `user` or `session`.
        let scope: String
        /// What there was too much of, such as `messages`.
        let resource: RateResource
        /// How long to wait, in whole milliseconds, from 1.
        let wait: Duration
        /// What metrics call it, such as `session_messages`.
        var reason: String { "\(self.scope)_\(self.resource)" }
    }

    private enum Key: Hashable, Sendable {
        case address(IPAddress)
        /// By a hash, as users are, so that a long name takes no more room than a short one.
        case owner(Int)
        case user(Int)
        case session(SessionID)
    }

    private typealias Scope = (name: String, key: Key, rates: GatewaySettings.ScopeRates)

    private let rates: GatewaySettings.Rates
    private let now: @Sendable () -> Duration
    private let table: NIOLockedValueBox<RecentTable<Key, RateBuckets>>

    /// - Parameters:
    ///   - capacity: how many addresses, owners, users and sessions are remembered.
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
    /// - Parameter rest: what it must be able to do besides, without which nothing is counted either.
    /// - Throws: ``Exceeded`` if that is more than any of its limits allows.
    package func count(_ use: Use, by party: Party, leaving rest: Use = .init()) throws(Exceeded) {
        let scopes = self.scopes(of: party)
        if scopes.isEmpty { return }
        let now = self.now()
        let exceeded = self.table.withLockedValue { table -> Exceeded? in
            var longest: Exceeded?
            for scope in scopes {
                let buckets = table[scope.key] ?? RateBuckets()
                for resource in RateResource.allCases {
                    let amount = use[resource] + rest[resource]
                    guard amount > 0, let rate = scope.rates[resource] else { continue }
                    let wait = buckets[resource].wait(for: amount, at: rate, now: now)
                    guard wait > longest?.wait ?? .zero else { continue }
                    longest = Exceeded(scope: scope.name, resource: resource, wait: wait)
                }
            }
            guard longest == nil else { return longest }
            for scope in scopes {
                var buckets = table[scope.key] ?? RateBuckets()
                for resource in RateResource.allCases where use[resource] > 0 {
                    guard let rate = scope.rates[resource] else { continue }
                    buckets[resource].take(use[resource], at: rate, now: now)
                }
                table[scope.key] = buckets
            }
            return nil
        }
        guard let exceeded else { return }
        let whole = exceeded.wait.milliseconds
        let wait = max(1, .milliseconds(whole) < exceeded.wait ? whole + 1 : whole)
        throw Exceeded(scope: exceeded.scope, resource: exceeded.resource, wait: .milliseconds(wait))
    }

    private func scopes(of party: Party) -> [Scope] {
        var scopes: [Scope] = []
        if let address = party.address, !self.rates.address.areOff {
            scopes.append(("address", .address(address), self.rates.address))
        }
        if let owner = party.owner, !self.rates.owner.areOff {
            scopes.append(("owner", .owner(owner.hashValue), self.rates.owner))
        }
        if party.owner != nil || party.user != nil, !self.rates.user.areOff {
            var hasher = Hasher()
            hasher.combine(party.owner)
            hasher.combine(party.user)
            scopes.append(("user", .user(hasher.finalize()), self.rates.user))
        }
        if let session = party.session, !self.rates.session.areOff {
            scopes.append(("session", .session(session), self.rates.session))
        }
        return scopes
    }
}
