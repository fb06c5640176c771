import AgentRuntime
import Foundation
import HTTPTransport
import NIOConcurrencyHelpers

/// What a client's session belongs to: nobody else can use it, and not in another region.
struct MCPPlace: Hashable, Sendable {
    let region: RegionID
    /// The subject of the token; `nil` where none is asked for.
    let caller: Subject?
}

/// Whose sessions are counted together.
struct MCPCaller: Hashable, Sendable {
    /// The subject of the token; where none is asked for, the address speaks for the client.
    private let subject: Subject?
    private let address: IPAddress?

    /// - Returns: `nil` for who is not held to account.
    init?(_ subject: Subject?, at address: IPAddress?) {
        if subject == nil, address == nil { return nil }
        self.subject = subject
        self.address = subject == nil ? address : nil
    }
}

/// The clients that are known from one request to the next, by the unguessable key that each of them shows.
final class MCPSessionTable: Sendable {
    private struct Name: Hashable {
        let key: String
        let place: MCPPlace
    }

    private struct Entry {
        let connection: MCPServerConnection
        let caller: MCPCaller?
        var lastUsed: ContinuousClock.Instant
    }

    private let access: MCPAccess
    private let entries = NIOLockedValueBox<[Name: Entry]>([:])

    /// - Parameter access: says how many clients may be known at the same time, in all and of one caller.
    init(_ access: MCPAccess) {
        self.access = access
    }

    /// Adds a client.
    /// - Parameters:
    ///   - caller: whose it is; `nil` if it counts for nobody.
    ///   - key: what it shows; made up if `nil`.
    /// - Returns: the key; `nil` where there are too many clients.
    func add(
        _ connection: MCPServerConnection,
        of place: MCPPlace,
        by caller: MCPCaller?,
        under key: String? = nil
    ) -> String? {
        let key = key ?? UUID().uuidString.lowercased()
        return self.entries.withLockedValue { entries in
            guard entries.count < self.access.mostSessions else { return nil }
            if let caller {
                let own = entries.values.count { $0.caller == caller }
                guard own < self.access.mostSessionsPerCaller else { return nil }
            }
            entries[Name(key: key, place: place)] = Entry(connection: connection, caller: caller, lastUsed: .now)
            return key
        }
    }

    func connection(_ key: String, of place: MCPPlace) -> MCPServerConnection? {
        let name = Name(key: key, place: place)
        return self.entries.withLockedValue { entries in
            entries[name]?.lastUsed = .now
            return entries[name]?.connection
        }
    }

    /// Ends a client's session.
    /// - Returns: whether there was one.
    func end(_ key: String, of place: MCPPlace) async -> Bool {
        let entry = self.entries.withLockedValue { $0.removeValue(forKey: Name(key: key, place: place)) }
        await entry?.connection.end()
        return entry != nil
    }

    /// Ends the sessions that nobody has used for so long.
    func endIdle(for time: Duration) async {
        let limit = ContinuousClock.now - time
        await self.end { $0.lastUsed < limit && !$0.connection.isBusy }
    }

    func endAll() async {
        await self.end { _ in true }
    }

    private func end(where isOver: (Entry) -> Bool) async {
        let over = self.entries.withLockedValue { entries in
            let over = entries.filter { isOver($0.value) }
            for key in over.keys { entries[key] = nil }
            return over.values.map(\.connection)
        }
        for connection in over { await connection.end() }
    }
}
