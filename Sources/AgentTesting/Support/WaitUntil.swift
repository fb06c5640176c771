/// Waits until a condition is met of which nobody tells, asking again and again: for tests that have a time limit.
/// - Throws: `CancellationError` when the task is cancelled before, and what `isMet` throws.
package func waitUntil(_ isMet: () async throws -> Bool) async throws {
    while try await !isMet() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
