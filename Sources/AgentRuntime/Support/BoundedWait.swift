/// Thrown when an operation was not done in time.
struct TimeLimitExceeded: Error {}

/// Waits for `operation` no longer than `limit`, whether or not the operation heeds its cancellation: what is late is
/// cancelled and left behind, so that code we do not own can never hang a turn.
/// - Parameter settles: whether cancelling the caller leaves the operation running to its end or the limit, as a write
///   that may already have taken effect must be.
/// - Throws: ``TimeLimitExceeded``, `CancellationError`, or what the operation throws.
func wait<Value: Sendable>(
    atMost limit: Duration,
    on clock: any Clock<Duration>,
    settling settles: Bool = false,
    for operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let race = Race<Value>()
    // Unstructured on purpose: a structured child would have to be awaited to its end. Both tasks end with the race.
    let work = Task { race.finish(await Result(catching: operation)) }
    let timer = Task {
        try await clock.sleep(for: limit)
        race.finish(.failure(TimeLimitExceeded()))
    }
    defer {
        work.cancel()
        timer.cancel()
    }
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { race.begin($0) }
    } onCancel: {
        if !settles { race.finish(.failure(CancellationError())) }
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
