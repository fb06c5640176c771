import NIOConcurrencyHelpers

/// Carries a body from the transport's thread to the task that reads it, and tells the transfer to wait when that is slower.
///
/// The reader takes all that is there at once. A full buffer holds the transfer back and an emptied one lets it go on, so
/// that it stops and starts once per buffer and not once per piece.
final class BodyChannel: Sendable {
    typealias Reader = CheckedContinuation<Result<[UInt8]?, HTTPTransportError>, Never>

    private struct State {
        var bytes: [UInt8] = []
        var isHoldingBack = false
        /// How the body ended, once it has.
        var end: Result<[UInt8]?, HTTPTransportError>?
        var reader: Reader?

        /// What there is for a reader now; `nil` when it has to wait.
        mutating func take(for reader: Reader) -> (Result<[UInt8]?, HTTPTransportError>?, mustGoOn: Bool) {
            if !self.bytes.isEmpty {
                let bytes = self.bytes
                self.bytes = []
                defer { self.isHoldingBack = false }
                return (.success(bytes), self.isHoldingBack)
            }
            if let end { return (end, false) }
            guard self.reader == nil else { return (.failure(.failed("two tasks read one body")), false) }
            self.reader = reader
            return (nil, false)
        }
    }

    /// How many bytes may wait before the transfer is held back.
    private let limit: Int
    private let state = NIOLockedValueBox(State())

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var hasEnded: Bool { self.state.withLockedValue { $0.end != nil } }

    // MARK: On the transport's thread

    /// Takes in more of the body.
    /// - Returns: whether it was taken; if not, the transfer must wait for the reader.
    func offer(_ piece: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, reader) = self.state.withLockedValue { state -> (Bool, Reader?) in
            if let reader = state.reader.take() { return (true, reader) }
            state.isHoldingBack = state.bytes.count >= self.limit
            if !state.isHoldingBack { state.bytes.append(contentsOf: piece) }
            return (!state.isHoldingBack, nil)
        }
        reader?.resume(returning: .success(Array(piece)))
        return isTaken
    }

    /// Ends the body, once. What came before an error is still read, unless nobody is meant to read any more.
    func end(_ error: HTTPTransportError?) {
        let reader = self.state.withLockedValue { state -> (Reader, Result<[UInt8]?, HTTPTransportError>)? in
            guard state.end == nil else { return nil }
            let end: Result<[UInt8]?, HTTPTransportError> = error.map { .failure($0) } ?? .success(nil)
            state.end = end
            switch error {
            case .cancelled, .shutDown: state.bytes = []
            default: break
            }
            return state.reader.take().map { ($0, end) }
        }
        reader?.0.resume(returning: reader?.1 ?? .success(nil))
    }

    // MARK: For the reader

    /// Waits for more of the body: `nil` at its end.
    /// - Parameter goOn: lets the transfer go on that was held back.
    func next(goOn: () -> Void) async throws(HTTPTransportError) -> [UInt8]? {
        let result = await withCheckedContinuation { (reader: Reader) in
            let (result, mustGoOn) = self.state.withLockedValue { state in state.take(for: reader) }
            if mustGoOn { goOn() }
            if let result { reader.resume(returning: result) }
        }
        return try result.get()
    }
}
