import HTTPTransport
import Logging

/// Runs the calls of a step: validates, limits, times and words their failures, so that no tool has to.
struct ToolRunner: Sendable {
    typealias Returned = (fact: SessionEvent.ToolReturned, isStored: Bool)
    typealias Record = @Sendable ([SessionEvent.Fact]) async throws -> Void

    let tools: ToolRegistry
    let guards: [String: ToolGuard]
    let region: Region
    let http: HTTPClient
    let parallel: Int
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    let logger: Logger

    /// Runs `calls` and gives their results in the same order. Reads run beside each other up to the cap, a write runs
    /// alone and its result is stored at once. A call that fails has a result like any other. Once the turn is cancelled,
    /// the running write settles and the calls after it are not begun.
    /// - Parameter repeated: writes that are not to be run, because the model must first be told that they were made.
    /// - Throws: what `record` throws.
    func run(
        _ calls: [ToolCall],
        repeated: Set<CallID>,
        resuming: Bool,
        of turn: Turn,
        observer: any TurnObserver,
        record: Record
    ) async throws -> [Returned] {
        var results: [Returned] = []
        var rest = calls[...]
        while let call = rest.first {
            if Task.isCancelled {
                rest.removeFirst()
                results.append((.cancelled(call), isStored: false))
            } else if repeated.contains(call.id) {
                rest.removeFirst()
                if !resuming { self.announce(call, to: observer) }
                let fact = SessionEvent.ToolReturned(
                    call: call.id,
                    outcome: .repeated,
                    result: .repeated(call),
                    milliseconds: 0
                )
                results.append((fact, isStored: false))
            } else if self.tools[call.name]?.definition.effect == .write {
                rest.removeFirst()
                let returned = await self.perform(call, resuming: resuming, of: turn, observer: observer)
                try await record([.toolReturned(returned)])
                if let handoff = returned.handoff { observer.handedOff(handoff, by: call) }
                results.append((returned, isStored: true))
            } else {
                let reads = rest.prefix { self.tools[$0.name]?.definition.effect != .write }
                rest.removeFirst(reads.count)
                for returned in await self.performReads(Array(reads), resuming: resuming, of: turn, observer: observer)
                {
                    results.append((returned, isStored: false))
                }
            }
        }
        return results
    }

    private func performReads(
        _ calls: [ToolCall],
        resuming: Bool,
        of turn: Turn,
        observer: any TurnObserver
    ) async -> [SessionEvent.ToolReturned] {
        await withTaskGroup(of: (Int, SessionEvent.ToolReturned).self) { group in
            var results: [Int: SessionEvent.ToolReturned] = [:]
            for (index, call) in calls.enumerated() {
                if index >= self.parallel, let (done, returned) = await group.next() { results[done] = returned }
                guard !Task.isCancelled else {
                    results[index] = .cancelled(call)
                    continue
                }
                if !resuming { self.announce(call, to: observer) }
                group.addTask { (index, await self.perform(call, resuming: resuming, of: turn, observer: nil)) }
            }
            for await (index, returned) in group { results[index] = returned }
            return calls.indices.compactMap { results[$0] }
        }
    }

    /// Tells the client, in the order of the calls.
    private func announce(_ call: ToolCall, to observer: any TurnObserver) {
        observer.called(call, as: self.tools[call.name]?.displayName ?? call.name)
    }

    /// One call from announcement to result.
    func perform(
        _ call: ToolCall,
        resuming: Bool,
        of turn: Turn,
        observer: (any TurnObserver)?
    ) async -> SessionEvent.ToolReturned {
        if !resuming, let observer { self.announce(call, to: observer) }
        let (ended, measured) = await turn.watch.measure {
            await self.outcome(of: call, resuming: resuming, turn: turn)
        }
        let (outcome, result) = ended.get()
        let duration = measured.duration
        turn.watch.ended(call, self.tools[call.name]?.definition.effect, outcome, result, measured)
        self.logger.debug(
            "Tool call ended",
            metadata: [
                "session": "\(turn.session)", "turn": "\(turn.number)", "call": "\(call.id)",
                // A name that the model made up may say anything.
                "tool": "\(self.tools[call.name]?.definition.name ?? "unknown")",
                "outcome": "\(outcome.rawValue)", "milliseconds": "\(duration.milliseconds)",
            ]
        )
        return .init(call: call.id, outcome: outcome, result: result, milliseconds: Int(duration.milliseconds))
    }

    private func outcome(of call: ToolCall, resuming: Bool, turn: Turn) async -> (ToolOutcome, ToolResult) {
        guard let registered = self.tools[call.name] else {
            let known = self.tools.definitions.map(\.name).joined(separator: ", ")
            return (.unknownTool, ToolResult("There is no tool \"\(call.name)\". There are: \(known)."))
        }
        let arguments: JSONValue
        do {
            arguments = try registered.definition.arguments(of: call)
        } catch let error as JSONError {
            return (
                .invalidArguments, ToolResult("The arguments of \(call.name) are not JSON. \(error) Call it again.")
            )
        } catch {
            return (.invalidArguments, ToolResult("The arguments of \(call.name) are wrong. \(error). Call it again."))
        }
        if registered.definition.needsApproval, !turn.approves(call) { return (.notApproved, .notApproved(call)) }
        let budget = min(registered.policy.timeout, turn.deadline.remaining)
        let context = ToolContext(
            session: turn.session,
            turn: turn.number,
            call: call.id,
            region: self.region,
            user: turn.user,
            budget: budget,
            logger: self.logger(for: call, of: turn),
            http: self.http,
            now: self.now(),
            sessionStart: turn.sessionStart
        )
        let attempts = ToolAttempts(
            tool: registered,
            arguments: arguments,
            context: context,
            shared: self.guards[call.name],
            deadline: Deadline(after: budget, on: self.clock),
            clock: self.clock
        )
        return await self.words(for: registered, context) { try await attempts.result(resuming: resuming) }
    }

    /// Turns whatever `body` throws into words for the model, and tells the log the rest.
    private func words(
        for tool: RegisteredTool,
        _ context: ToolContext,
        _ body: () async throws -> ToolResult
    ) async -> (ToolOutcome, ToolResult) {
        let name = tool.definition.name
        let unknown = tool.definition.effect == .write ? " \(ToolAttempts.unknownEffect)" : ""
        do {
            return (.succeeded, try await body())
        } catch let failure as ToolFailure {
            return (.failed, ToolResult(failure.reason))
        } catch let refusal as ToolGuard.Refusal {
            return (.failed, refusal.result(of: name))
        } catch is TimeLimitExceeded {
            context.logger.warning("Tool timed out", metadata: ["milliseconds": "\(context.budget.milliseconds)"])
            return (.timedOut, ToolResult("\(name) took too long and was given up.\(unknown)"))
        } catch is CancellationError {
            return (.cancelled, ToolResult("\(name) was cancelled."))
        } catch {
            context.logger.error("Tool failed", metadata: ["error": "\(String(reflecting: type(of: error))): \(error)"])
            return (.failed, ToolResult("\(name) failed. Do not guess what it would have said.\(unknown)"))
        }
    }

    private func logger(for call: ToolCall, of turn: Turn) -> Logger {
        var logger = self.logger
        logger[metadataKey: "session"] = "\(turn.session)"
        logger[metadataKey: "call"] = "\(call.id)"
        logger[metadataKey: "tool"] = "\(call.name)"
        return logger
    }
}

extension SessionEvent.ToolReturned {
    /// The result of a call that was not begun.
    fileprivate static func cancelled(_ call: ToolCall) -> Self {
        Self(
            call: call.id,
            outcome: .cancelled,
            result: ToolResult("\(call.name) was cancelled before it began."),
            milliseconds: 0
        )
    }
}

extension Tool {
    /// Runs the tool with arguments that its schema has passed.
    /// - Throws: what the tool throws, and ``ToolFailure`` when schema and arguments disagree.
    public func run(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        let decoded: Arguments
        do {
            decoded = try arguments.decoded(as: Arguments.self)
        } catch {
            context.logger.error(
                "The tool's schema accepts what its arguments do not",
                metadata: ["error": "\(type(of: error))"]
            )
            throw ToolFailure("The arguments of \(self.definition.name) could not be read.")
        }
        return try await self.call(decoded, in: context)
    }
}
