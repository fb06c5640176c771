import AgentRuntime
import Logging
import NIOConcurrencyHelpers

/// An MCP server in a child process: a message a line on its standard input and output. What it writes to standard error
/// goes to the log. A process that ends is started again, later each time.
final class MCPProcess: MCPConnection {
    private struct State {
        /// Where the lines for its standard input go, while it runs.
        var input: AsyncStream<[UInt8]>.Continuation?
        var pending: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
        /// Those who wait for it to run.
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextID = 1
        var incarnation = 0
        var isClosed = false
        /// Why it does not run and will not shortly.
        var failure: String?
    }

    private let onListChange: @Sendable () -> Void
    private let logger: Logger
    private let state = NIOLockedValueBox(State())
    private let running = NIOLockedValueBox<Task<Void, Never>?>(nil)

    /// Starts the process.
    /// - Parameters:
    ///   - onListChange: called when the server says that its tools have changed, or was started again.
    ///   - clock: what the waits between starts are measured on.
    ///   - grace: how long the process may take to end once its input has ended, and once more after it was told to.
    init(
        _ command: MCPCommandLine,
        logsOutput: Bool = false,
        logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(),
        grace: Duration = .seconds(2),
        onListChange: @escaping @Sendable () -> Void
    ) {
        self.onListChange = onListChange
        self.logger = logger
        let supervisor = MCPProcessSupervisor(
            command: command,
            process: self,
            logsOutput: logsOutput,
            logger: logger,
            clock: clock,
            grace: grace
        )
        // Unstructured: the process lives as long as the connection, whoever made it. Ends with close().
        self.running.withLockedValue { $0 = Task { await supervisor.run() } }
    }

    var incarnation: Int { self.state.withLockedValue(\.incarnation) }

    // MARK: Requests

    func send(_ request: MCPRequest) async throws -> MCPResponse {
        try await self.started()
        return MCPResponse(
            result: try await self.result(of: request.incarnation, isCancellable: request.isCancellable) {
                request.message(id: $0)
            }
        )
    }

    func notify(_ method: String, in era: MCPEra) async throws {
        try await self.started()
        self.write(JSONRPC.notification(method, era.dressed([:])))
    }

    func listen(in era: MCPEra) async throws {
        if era.isStateless {
            _ = try await self.send(.listening(in: era))
        } else {
            // What it says comes by itself. Waits for a response that never comes: until the process ends.
            try await self.started()
            _ = try await self.result(isCancellable: false) { _ in nil }
        }
    }

    /// Sends the message that `make` makes of an id, if it does, and waits for its response.
    /// - Parameter incarnation: which start of the process it is for; another one knows nothing of what was agreed.
    private func result(
        of incarnation: Int? = nil,
        isCancellable: Bool,
        _ make: (_ id: Int) -> JSONValue?
    ) async throws -> JSONValue {
        let id = self.newID()
        let message = make(id)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let input: Result<AsyncStream<[UInt8]>.Continuation, MCPError> = self.state.withLockedValue { state in
                    guard incarnation == nil || incarnation == state.incarnation else {
                        return .failure(.sessionExpired)
                    }
                    guard let input = state.input else { return .failure(.connectionLost("its process ended")) }
                    state.pending[id] = continuation
                    return .success(input)
                }
                guard case .success(let input) = input else {
                    return continuation.resume(with: input.map { _ in .null })
                }
                if let message { input.yield(message.encoded + [UInt8(ascii: "\n")]) }
                if Task.isCancelled { self.cancel(id, tellsServer: isCancellable) }
            }
        } onCancel: {
            self.cancel(id, tellsServer: isCancellable)
        }
    }

    private func newID() -> Int {
        self.state.withLockedValue { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
    }

    private func cancel(_ id: Int, tellsServer: Bool) {
        guard let continuation = self.state.withLockedValue({ $0.pending.removeValue(forKey: id) }) else { return }
        if tellsServer { self.write(JSONRPC.notification("notifications/cancelled", ["requestId": .integer(id)])) }
        continuation.resume(throwing: CancellationError())
    }

    private func write(_ message: JSONValue) {
        _ = self.state.withLockedValue(\.input)?.yield(message.encoded + [UInt8(ascii: "\n")])
    }

    /// Waits until the process runs; not if that takes long.
    private func started() async throws {
        let id = self.newID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = self.state.withLockedValue { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isClosed { return .failure(MCPError.unreachable("it was shut down")) }
                    if state.input != nil { return .success(()) }
                    if let failure = state.failure { return .failure(MCPError.unreachable(failure)) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = self.state.withLockedValue { $0.waiting.removeValue(forKey: id) }
            continuation?.resume(throwing: CancellationError())
        }
    }

    func close(_ era: MCPEra?) async {
        let input = self.state.withLockedValue { state in
            state.isClosed = true
            return state.input
        }
        input?.finish()
        let task = self.running.withLockedValue { $0.take() }
        task?.cancel()
        await task?.value
        self.ended(because: "it was shut down", restartsSoon: false)
    }

    // MARK: For the supervisor

    /// The process runs and takes lines from `input`.
    /// - Returns: `false` if nobody wants it any more.
    func began(_ input: AsyncStream<[UInt8]>.Continuation) -> Bool {
        let (waiting, incarnation): ([CheckedContinuation<Void, any Error>], Int?) = self.state.withLockedValue {
            state in
            guard !state.isClosed else { return ([], nil) }
            state.input = input
            state.failure = nil
            state.incarnation += 1
            defer { state.waiting = [:] }
            return (Array(state.waiting.values), state.incarnation)
        }
        for continuation in waiting { continuation.resume() }
        if let incarnation, incarnation > 1 { self.onListChange() }
        return incarnation != nil
    }

    /// The process ended, or could not be started.
    func ended(because reason: String, restartsSoon: Bool) {
        let (waiting, pending) = self.state.withLockedValue { state in
            state.input = nil
            state.failure = restartsSoon ? nil : reason
            defer {
                state.pending = [:]
                if !restartsSoon { state.waiting = [:] }
            }
            return (restartsSoon ? [] : Array(state.waiting.values), Array(state.pending.values))
        }
        for continuation in waiting { continuation.resume(throwing: MCPError.unreachable(reason)) }
        for continuation in pending { continuation.resume(throwing: MCPError.connectionLost(reason)) }
    }

    /// A line of its standard output.
    func receive(_ line: [UInt8]) {
        guard let message = try? JSONValue(parsing: line) else {
            self.logger.warning("MCP server wrote a line that is no message", metadata: ["bytes": "\(line.count)"])
            return
        }
        switch MCPIncoming(message) {
        case .result(let id, let result): self.take(id)?.resume(returning: result)
        case .error(let id?, let error): self.take(id)?.resume(throwing: error)
        case .error(nil, let error):
            self.logger.warning("MCP server reports an error", metadata: ["reason": "\(error.logged)"])
        case .notification(MCPIncoming.listChanged, _): self.onListChange()
        case .notification("notifications/cancelled", let params):
            // On a pipe this is how a server ends what we listen to.
            params["requestId"]?.integer.flatMap { self.take($0) }?.resume(
                throwing: MCPError.connectionLost("it said so")
            )
        case .notification: break
        case .request(let id, let method): self.write(MCPIncoming.answer(to: id, method: method))
        case .unknown: self.logger.warning("MCP server wrote what is no message of the protocol")
        }
    }

    private func take(_ id: Int) -> CheckedContinuation<JSONValue, any Error>? {
        self.state.withLockedValue { $0.pending.removeValue(forKey: id) }
    }
}
