import AgentRuntime
import GRDB
import Logging
import NIOConcurrencyHelpers

/// Writes of many tasks in few transactions: what is handed in while one commits goes into the next.
///
/// Each write stands or falls by itself; only when the commit fails do all of its writes. Cancellation reaches none.
final class GroupCommit: Sendable {
    typealias Body = @Sendable (Database) throws -> Void

    private struct Write {
        let body: Body
        let continuation: CheckedContinuation<Result<Void, SessionStoreError>, Never>
    }

    private struct State {
        var waiting: [Write] = []
        var isWriting = false
    }

    private let pool: DatabasePool
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    init(pool: DatabasePool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// Runs `body` in a transaction; what it wrote is committed when this returns.
    /// - Throws: the ``SessionStoreError`` that `body` throws, and any other error as
    ///   ``SessionStoreError/unavailable(underlying:)``; then nothing of it is written.
    func run(_ body: @escaping Body) async throws(SessionStoreError) {
        let result = await withCheckedContinuation { continuation in
            let begins = self.state.withLockedValue { state in
                state.waiting.append(Write(body: body, continuation: continuation))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            // Runs on the pool's own writing thread, so that no thread of Swift's waits for the disk.
            if begins { self.pool.asyncWriteWithoutTransaction { self.drain($0) } }
        }
        try result.get()
    }

    private func drain(_ db: Database) {
        while let batch = self.takeBatch() {
            let results = self.commit(batch, db)
            for (write, result) in zip(batch, results) { write.continuation.resume(returning: result) }
        }
    }

    private func takeBatch() -> [Write]? {
        self.state.withLockedValue { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    private func commit(_ batch: [Write], _ db: Database) -> [Result<Void, SessionStoreError>] {
        var results: [Result<Void, SessionStoreError>] = []
        do {
            try db.inTransaction(.immediate) {
                for write in batch { results.append(try self.perform(write, db)) }
                return .commit
            }
            return results
        } catch {
            self.logger.error(
                "Sessions could not be written",
                metadata: ["writes": "\(batch.count)", "error": "\(error)"]
            )
            return batch.map { _ in .failure(SessionStoreError(wrapping: error)) }
        }
    }

    /// - Throws: an error that has undone the whole transaction, as a full disk does.
    private func perform(_ write: Write, _ db: Database) throws -> Result<Void, SessionStoreError> {
        do {
            try db.inSavepoint {
                try write.body(db)
                return .commit
            }
            return .success(())
        } catch {
            guard db.isInsideTransaction else { throw error }
            return .failure(SessionStoreError(wrapping: error))
        }
    }
}
