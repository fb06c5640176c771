import AgentRuntime
import Foundation
import NIOConcurrencyHelpers

/// The clients that are known from one request to the next, by the unguessable key that each of them shows.
final class MCPSessionTable: Sendable {
    private struct Entry {
        let connection: MCPServerConnection
        let region: RegionID
        var lastUsed: ContinuousClock.Instant
    }

    private let limit: Int
    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    /// - Parameter limit: clients that may be known at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a client.
    /// - Parameter key: what it shows; made up if `nil`.
    /// - Returns: the key; `nil` where there are too many clients.
    func add(_ connection: MCPServerConnection, of region: RegionID, under key: String? = nil) -> String? {
        let key = key ?? UUID().uuidString.lowercased()
        return self.entries.withLockedValue { entries in
            guard entries.count < self.limit else { return nil }
            entries[key] = Entry(connection: connection, region: region, lastUsed: .now)
            return key
        }
    }

    func connection(_ key: String, of region: RegionID) -> MCPServerConnection? {
        self.entries.withLockedValue { entries in
            guard entries[key]?.region == region else { return nil }
            entries[key]?.lastUsed = .now
            return entries[key]?.connection
        }
    }

    /// Ends a client's session.
    /// - Returns: whether there was one.
    func end(_ key: String, of region: RegionID) async -> Bool {
        let entry = self.entries.withLockedValue { entries in
            entries[key]?.region == region ? entries.removeValue(forKey: key) : nil
        }
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
