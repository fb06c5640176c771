import AgentRuntime
import Foundation
import NIOConcurrencyHelpers

/// What a client's session belongs to: nobody else can use it, and not in another region.
struct MCPPlace: Hashable, Sendable {
    let region: RegionID
    /// The subject of the token; `nil` where none is asked for.
    let caller: Subject?
}

/// The clients that are known from one request to the next, by the unguessable key that each of them shows.
final class MCPSessionTable: Sendable {
    private struct Name: Hashable {
        let key: String
        let place: MCPPlace
    }

    private struct Entry {
        let connection: MCPServerConnection
        var lastUsed: ContinuousClock.Instant
    }

    private let limit: Int
    private let entries = NIOLockedValueBox<[Name: Entry]>([:])

    /// - Parameter limit: clients that may be known at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a client.
    /// - Parameter key: what it shows; made up if `nil`.
    /// - Returns: the key; `nil` where there are too many clients.
    func add(_ connection: MCPServerConnection, of place: MCPPlace, under key: String? = nil) -> String? {
        let key = key ?? UUID().uuidString.lowercased()
        return self.entries.withLockedValue { entries in
            guard entries.count < self.limit else { return nil }
            entries[Name(key: key, place: place)] = Entry(connection: connection, lastUsed: .now)
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
