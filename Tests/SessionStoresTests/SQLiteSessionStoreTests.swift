import AgentRuntime
import AgentTesting
import Foundation
import GRDB
import Logging
import SessionStores
import Testing

@Suite struct SQLiteSessionStoreTests {
    @Test(arguments: SessionStoreConformance.allCases)
    func keepsThePromisesOfAStore(_ promise: SessionStoreConformance) async throws {
        try await withFolder { folder in
            let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: .silent)
            try await promise.check(store)
            await store.close()
        }
    }

    @Test(arguments: SessionStoreConformance.allCases)
    func theStoreInMemoryKeepsThemToo(_ promise: SessionStoreConformance) async throws {
        try await promise.check(InMemorySessionStore())
    }

    @Test func itTellsWhetherItCanBeWrittenTo() async throws {
        try await withFolder { folder in
            let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: .silent)
            let session = StoredSession()
            try await session.store(in: store)
            try await store.checkIsWritable()
            #expect(try await store.events(of: session.id, after: .start) == session.events)
            await store.close()
            await #expect(throws: SessionStoreError.self) { try await store.checkIsWritable() }
        }
    }

    @Test(arguments: [SQLiteSessionStore.Synchronous.normal, .full])
    func reopeningKeepsEverything(_ synchronous: SQLiteSessionStore.Synchronous) async throws {
        try await withFolder { folder in
            let path = "\(folder)/deep/er/sessions.sqlite"
            var session = StoredSession()
            session.add(StoredSession.turn(1), turn: 1)
            let first = try SQLiteSessionStore(path: path, synchronous: synchronous, logger: .silent)
            try await session.store(in: first)
            await first.close()

            let second = try SQLiteSessionStore(path: path, synchronous: synchronous, logger: .silent)
            #expect(try await second.session(session.id) == session.record)
            #expect(try await second.events(of: session.id, after: .start) == session.events)
            let after = session.last
            try await second.append(session.add(StoredSession.turn(2), turn: 2), to: session.id, after: after)
            #expect(try await second.events(of: session.id, after: .start) == session.events)
            await second.close()
        }
    }

    @Test func aKilledProcessLosesNothingThatWasReported() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            var session = StoredSession()
            session.add(StoredSession.turn(1), turn: 1)
            try await session.store(in: store)
            // What a killed process leaves behind: the file and its log, neither closed nor checkpointed.
            let copy = "\(folder)/copy.sqlite"
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            let survivor = try SQLiteSessionStore(path: copy, logger: .silent)
            #expect(try await survivor.session(session.id) == session.record)
            #expect(try await survivor.events(of: session.id, after: .start) == session.events)
            await survivor.close()
            await store.close()
        }
    }

    @Test func aConflictFailsNobodyElseInItsTransaction() async throws {
        try await withFolder { folder in
            let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: .silent)
            let sessions = (0..<200).map { _ in StoredSession() }
            for session in sessions { try await session.store(in: store) }
            let refused = try await withThrowingTaskGroup(of: SessionID?.self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask {
                        var session = session
                        let after = index.isMultiple(of: 4) ? session.last.next : session.last
                        if after != session.last { session.add(.unknown(type: "missing", fields: [:])) }
                        let events = session.add(StoredSession.turn(1), turn: 1)
                        do {
                            try await store.append(events, to: session.id, after: after)
                            return nil
                        } catch SessionStoreError.conflict(let id) {
                            return id
                        }
                    }
                }
                return try await group.reduce(into: Set<SessionID>()) { if let id = $1 { $0.insert(id) } }
            }
            #expect(refused == Set(sessions.enumerated().filter { $0.offset.isMultiple(of: 4) }.map(\.element.id)))
            for session in sessions {
                let count = try await store.events(of: session.id, after: .start).count
                #expect(count == (refused.contains(session.id) ? 1 : 6))
            }
            await store.close()
        }
    }

    @Test func aFileThatCannotBeOpenedIsNamed() async throws {
        try await withFolder { folder in
            let file = "\(folder)/file"
            try Data("not a folder".utf8).write(to: URL(filePath: file))
            for path in ["\(file)/sessions.sqlite", folder] {
                let error = #expect(throws: SQLiteSessionStoreError.self) {
                    _ = try SQLiteSessionStore(path: path, logger: .silent)
                }
                #expect(error?.description.contains(path) == true)
            }
            let error = #expect(throws: SQLiteSessionStoreError.self) {
                try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: file))
                _ = try SQLiteSessionStore(path: file, logger: .silent)
            }
            #expect(error?.reason.contains("not a database") == true)
        }
    }

    @Test func aFileOfANewerVersionIsLeftAlone() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            try await SQLiteSessionStore(path: path, logger: .silent).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('of the future')") }
            try queue.close()
            let error = #expect(throws: SQLiteSessionStoreError.self) {
                _ = try SQLiteSessionStore(path: path, logger: .silent)
            }
            #expect(error?.reason.contains("newer version") == true)
        }
    }

    @Test func aFileOfTheFirstVersionIsBroughtUpToDate() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            var session = StoredSession(owner: nil)
            session.add(.userMessage(.init(text: "Ciao")), turn: 1)
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            try await session.store(in: store)
            await store.close()
            // As the first version left it: without what was added since.
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in
                try db.execute(
                    sql: """
                        DROP INDEX holders_of_open_sessions;
                        ALTER TABLE sessions DROP COLUMN cost;
                        ALTER TABLE sessions DROP COLUMN usage_estimated;
                        ALTER TABLE sessions DROP COLUMN owner;
                        DELETE FROM grdb_migrations WHERE identifier <> 'sessions and events';
                        """
                )
            }
            try queue.close()

            let updated = try SQLiteSessionStore(path: path, logger: .silent)
            #expect(try await updated.session(session.id) == session.record)
            let after = session.last
            try await updated.append(
                session.add(Array(StoredSession.turn(1).dropFirst()), turn: 1),
                to: session.id,
                after: after
            )
            #expect(try await updated.session(session.id) == session.record)
            #expect(session.record.progress.cost == Cost(rawValue: 7))
            await updated.close()
        }
    }

    @Test func aClosedStoreFailsInsteadOfHanging() async throws {
        try await withFolder { folder in
            let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: .silent)
            await store.close()
            await store.close()
            await #expect(throws: SessionStoreError.self) { try await StoredSession().store(in: store) }
            await #expect(throws: SessionStoreError.self) { try await store.countOpen() }
        }
    }
}

/// Runs `body` with the path of an empty folder, and removes it.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sessions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}
