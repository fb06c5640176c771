import AgentRuntime
import AgentTesting
import Foundation
import GRDB
import SessionStores
import Testing

@Suite struct ErasureTests {
    /// Whether any file of the folder holds the text.
    private static func holds(_ text: String, in folder: String) throws -> Bool {
        try FileManager.default.subpathsOfDirectory(atPath: folder).contains { file in
            try Data(contentsOf: URL(filePath: "\(folder)/\(file)")).range(of: Data(text.utf8)) != nil
        }
    }

    private static func session(_ text: String) -> StoredSession {
        var session = StoredSession(metadata: ["note": .string("metadata \(text)")])
        session.add(StoredSession.turn(1, message: "message \(text)"), turn: 1)
        // More than fits one page, so that pages of its own are given free.
        session.add(StoredSession.turn(2, message: String(repeating: "long \(text) ", count: 2000)), turn: 2)
        return session
    }

    @Test func nothingIsLeftInTheFilesWhileTheStoreIsOpen() async throws {
        try await withFolder { folder in
            let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: .silent)
            let erased = [Self.session("azzurro"), Self.session("azzurro")]
            let kept = Self.session("verde")
            for session in erased + [kept] { try await session.store(in: store) }
            #expect(try Self.holds("azzurro", in: folder))
            try await store.erase(erased.map(\.id))
            #expect(try !Self.holds("azzurro", in: folder))
            #expect(try Self.holds("verde", in: folder))
            #expect(try await store.events(of: kept.id, after: .start) == kept.events)
            await store.close()
        }
    }

    @Test func whoReadsMeanwhileKeepsNobodyFromWriting() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            let (erased, next) = (Self.session("azzurro"), Self.session("azzurro"))
            for session in [erased, next] { try await session.store(in: store) }
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let backup = try DatabaseQueue(path: path, configuration: configuration)
            try await backup.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN; SELECT count(*) FROM events")
            }
            try await store.erase([erased.id])
            #expect(try await store.session(erased.id) == nil)
            try await Self.session("verde").store(in: store)
            try await backup.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
            try backup.close()
            // The next one takes with it what had to stay.
            try await store.erase([next.id])
            #expect(try !Self.holds("azzurro", in: folder))
            await store.close()
        }
    }
}
