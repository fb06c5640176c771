import Logging

/// What all calls of a tool share, whichever session makes them: so many at a time, and none while the tool is known to
/// fail.
///
/// Made with the agent, once for each of its tools. A new generation of the configuration makes its agents anew, and these
/// with them: breakers begin closed, for what was mended must not stay shut, and what turns of the old generation still
/// have under way is not counted among the new one's calls. Nothing of it is kept over a restart.
struct ToolGuard: Sendable {
    /// Why a call was not made.
    enum Refusal: Error, Hashable {
        /// The tool has failed too often of late.
        case outOfOrder
        /// No place came free in time.
        case busy
    }

    let breaker: SharedCircuitBreaker?
    let limit: ConcurrencyLimit<SessionID>?
    /// What a call must have been given for its time running out to count against the tool.
    private let fairTime: Duration

    init(
        _ tool: RegisteredTool,
        in region: Region,
        clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.breaker = tool.policy.breaker.map {
            SharedCircuitBreaker(
                name: "\(region.id)/\(tool.definition.name)",
                settings: $0,
                clock: clock,
                now: now,
                logger: logger
            )
        }
        self.limit = tool.policy.concurrency.map { ConcurrencyLimit($0, clock: clock) }
        self.fairTime = tool.policy.timeout / 2
    }

    /// Runs `call` once there is a place for it, and takes note of what its failure says about the tool. Sessions that
    /// wait are served in turn. A call that is given up gives its place back.
    /// - Throws: ``Refusal``, `CancellationError` where the task is cancelled before the call begins, and what `call` throws.
    func run(
        for session: SessionID,
        until deadline: Deadline,
        call: () async throws -> ToolResult
    ) async throws -> ToolResult {
        // Nobody queues for what would not be called.
        try self.check()
        guard let limit else { return try await self.watched(until: deadline, call) }
        do {
            return try await limit.withPlace(for: session, until: deadline) {
                try await self.watched(until: deadline, call)
            }
        } catch is ConcurrencyLimit<SessionID>.Exceeded {
            throw Refusal.busy
        }
    }

    /// - Throws: ``Refusal/outOfOrder`` while no call may be made.
    func check() throws(Refusal) {
        do { try self.breaker?.check() } catch { throw .outOfOrder }
    }

    private func watched(
        until deadline: Deadline,
        _ call: () async throws -> ToolResult
    ) async throws -> ToolResult {
        guard let breaker else { return try await call() }
        let permit: CircuitBreaker.Permit
        do { permit = try breaker.admit() } catch { throw Refusal.outOfOrder }
        let isFair = deadline.remaining >= self.fairTime
        do {
            let result = try await call()
            breaker.record(.succeeded, of: permit)
            return result
        } catch {
            // A call at the end of its turn, or after a long wait, had no time to succeed.
            let saysNothing = error is TimeLimitExceeded && !isFair
            breaker.record(saysNothing ? .unknown : ToolTrouble(error).outcome, of: permit)
            throw error
        }
    }
}

extension ToolGuard.Refusal {
    /// What the model is told; the same words each time, so that asking again and again is known for what it is.
    func result(of tool: String) -> ToolResult {
        switch self {
        case .outOfOrder:
            ToolResult(
                "\(tool) is out of order at the moment, and nothing was done.",
                instruction:
                    "Do not call it again in this turn. Answer without it, or say that it cannot be done just now."
            )
        case .busy:
            ToolResult(
                "\(tool) has too much to do at the moment, and nothing was done.",
                instruction: "Answer without it, or say that it cannot be done just now."
            )
        }
    }
}
