import Logging

/// One call, tried as often as its tool's policy allows and its time lasts: the waits in between, and for a place, are part
/// of that time.
struct ToolAttempts: Sendable {
    /// What the model is told of a write that may have been made.
    static let unknownEffect = "It is not known whether it took effect."

    let tool: RegisteredTool
    let arguments: JSONValue
    let context: ToolContext
    /// What all calls of the tool share.
    let shared: ToolGuard?
    /// The end of the call's time.
    let deadline: Deadline
    let clock: any Clock<Duration>
    /// Gives random numbers from 0 to 1.
    var jitter: @Sendable () -> Double = { .random(in: 0...1) }

    /// The call's result.
    ///
    /// A read is tried again after a failure that may pass. So is a write that certainly did not happen; one that did has
    /// its result after all, and one of which that cannot be known is never made again.
    /// - Parameter resuming: the call was begun before an interruption: a write is looked up before it is made.
    /// - Throws: ``TimeLimitExceeded``, ``ToolGuard/Refusal``, `CancellationError`, or what the tool threw last.
    func result(resuming: Bool) async throws -> ToolResult {
        if resuming, self.isWrite, let result = try await self.lookUp() { return result }
        var attempt = 1
        while true {
            do {
                return try await self.attempt()
            } catch  where ToolTrouble(error) == .passing && !(error is TimeLimitExceeded) {
                if self.isWrite, let result = try await self.outcome(after: error) { return result }
                guard let wait = self.wait(after: attempt) else { throw error }
                try self.shared?.check()
                self.tell(of: attempt, wait)
                if wait > .zero { try await self.clock.sleep(for: wait) }
                attempt += 1
            }
        }
    }

    private var isWrite: Bool { self.tool.definition.effect == .write }

    private func attempt() async throws -> ToolResult {
        guard let shared else { return try await self.run() }
        return try await shared.run(for: self.context.session, until: self.deadline) { try await self.run() }
    }

    private func run() async throws -> ToolResult {
        let context = self.currentContext
        return try await AgentRuntime.wait(atMost: context.budget, on: self.clock, settling: self.isWrite) {
            try await self.tool.tool.run(self.arguments, in: context)
        }
    }

    /// What became of the write; `nil` if it certainly did not happen.
    private func lookUp() async throws -> ToolResult? {
        let context = self.currentContext
        return try await AgentRuntime.wait(atMost: context.budget, on: self.clock, settling: true) {
            try await self.tool.tool.outcome(of: context.idempotencyKey, in: context)
        }
    }

    /// What became of a write that has failed; `nil` if it certainly did not happen.
    /// - Throws: `error`, with words about what is not known, where that cannot be known.
    private func outcome(after error: any Error) async throws -> ToolResult? {
        if let failure = error as? ToolFailure, failure.didNothing { return nil }
        do {
            return try await self.lookUp()
        } catch {}
        guard let failure = error as? ToolFailure else { throw error }
        throw ToolFailure("\(failure.reason) \(Self.unknownEffect)")
    }

    /// How long to wait before the next attempt; `nil` if there is none.
    private func wait(after attempt: Int) -> Duration? {
        let policy = self.tool.policy.retry
        guard attempt < policy.attempts, !Task.isCancelled else { return nil }
        let wait = policy.wait(beforeRetry: attempt, jitter: self.jitter())
        return wait < self.deadline.remaining ? wait : nil
    }

    /// The context with the time that is left now.
    private var currentContext: ToolContext {
        var context = self.context
        context.budget = self.deadline.remaining
        return context
    }

    private func tell(of attempt: Int, _ wait: Duration) {
        self.context.logger.info(
            "Tool failed for the moment and is called again",
            metadata: ["attempt": "\(attempt)", "milliseconds": "\(wait.milliseconds)"]
        )
    }
}
