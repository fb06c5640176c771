import AgentRuntime
import AgentTesting
import Foundation
import SessionStores
import Testing

extension ExecutableTests {
    @Suite("A write that SIGKILL cuts off")
    struct EffectLedgerTests {
        typealias Point = ProbeProcess.Point

        @Test("takes effect once, and never before its intent is on record", arguments: Point.allCases)
        func note(_ point: Point) async throws {
            let data = try TemporaryFolder()
            try await ProbeProcess.killed("note", at: point, data: data)
            let (session, cut) = try await Self.session(data)
            let hasHappened = [.afterEffect, .beforeResult, .afterResult].contains(point)
            #expect(Self.notes(data).count == (hasHappened ? 1 : 0))
            #expect(cut.events.contains { $0.fact.type == "tool_called" } == (point != .beforeIntent))
            #expect(cut.events.contains { $0.fact.type == "tool_returned" } == (point == .afterResult))

            try await ProbeProcess.run("note", data: data)
            let (_, whole) = try await Self.session(data)
            let keys = ["t1c1", "t2c1"].map { "\(session)/\($0)" }
            #expect(Self.notes(data) == keys)
            try Self.expectThatItWentOn(whole, after: cut)
            #expect(whole.calls.map { $0.returned?.result.content } == keys.map { ["noted": .string($0)] })
        }

        @Test("holds one slot in the agenda", arguments: Point.allCases)
        func booking(_ point: Point) async throws {
            let data = try TemporaryFolder()
            try await ProbeProcess.killed("booking", at: point, data: data)
            let (_, cut) = try await Self.session(data)
            try await ProbeProcess.run("booking", data: data)
            let (_, whole) = try await Self.session(data)
            try Self.expectThatItWentOn(whole, after: cut)
            // Reservations are numbered in their session: a second one in between would have taken r2.
            let reservations = whole.calls.compactMap { $0.returned?.result.content["reservation"] }
            #expect(reservations == ["r1", "r2"])
        }

        /// Nothing on record was lost, every call has one result, and the answers are made of those.
        private static func expectThatItWentOn(_ whole: SessionRecording, after cut: SessionRecording) throws {
            #expect(Array(whole.events.prefix(cut.events.count)) == cut.events)
            #expect(whole.messages == ["Uno", "Due"])
            #expect(whole.calls.allSatisfy { $0.returned?.outcome == .succeeded })
            let results = whole.events.count { $0.fact.type == "tool_returned" }
            #expect(results == whole.calls.count)
            let answers = whole.events.compactMap { event in
                if case .turnCompleted(let completed) = event.fact { completed.text } else { nil }
            }
            let writes = whole.calls.filter { $0.effect == .write }
            #expect(writes.count == 2)
            #expect(answers == writes.map { $0.returned?.result.text ?? "" })
        }

        /// What stands in the file that the tool writes to.
        private static func notes(_ data: TemporaryFolder) -> [String] {
            let text = try? String(contentsOfFile: "\(data.path)/notes.txt", encoding: .utf8)
            return text?.split(separator: "\n").map(String.init) ?? []
        }

        /// The one session in the database, and its journal.
        private static func session(_ data: TemporaryFolder) async throws -> (SessionID, SessionRecording) {
            let store = try SQLiteSessionStore(path: "\(data.path)/sessions.sqlite", logger: .silent)
            let session = try #require(try await store.sessions(matching: SessionQuery()).first)
            let recording = try await SessionRecording(of: session.id, in: store)
            await store.close()
            return (session.id, recording)
        }
    }
}
