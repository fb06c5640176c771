import NIOConcurrencyHelpers

/// Resumes a waiting task with the first result that arrives, also if that is before the wait begins.
final class Race<Value: Sendable>: Sendable {
    private enum State {
        case running
        case waiting(CheckedContinuation<Value, any Error>)
        case finished(Result<Value, any Error>)
        case consumed
    }

    private let state = NIOLockedValueBox(State.running)

    func begin(_ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = self.state.withLockedValue { state in
            if case .finished(let result) = state {
                state = .consumed
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    func finish(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = self.state.withLockedValue { state in
            switch state {
            case .running:
                state = .finished(result)
                return nil
            case .waiting(let continuation):
                state = .consumed
                return continuation
            case .finished, .consumed:
                return nil
            }
        }
        continuation?.resume(with: result)
    }
}
