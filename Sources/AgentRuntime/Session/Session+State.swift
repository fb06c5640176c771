import HTTPTransport
import NIOConcurrencyHelpers

extension Session {
    /// What the journal says, as long as it is in memory.
    struct Resident {
        var transcript: Transcript
        /// The turn of each message that its client had named.
        var turns: [String: TurnNumber]
        /// What each turn has used up.
        var spent: [TurnNumber: Spending]
        let journal: Journal
    }

    /// What the lock is around.
    ///
    /// A session has at most one job that takes messages in and one that runs turns, each with a flag. Who adds work sets the
    /// flag and, if it was not set, submits the job. Only the job clears it, in the same step in which it finds nothing left
    /// to do: so what is added is found by the job under way or begins another, and no two ever run the same turn. What the
    /// session still holds in `inbox` and `waiting` keeps it in memory.
    struct State {
        var progress: SessionProgress
        var resident: Resident?
        /// Arrived and not on record yet.
        var inbox: [Message] = []
        /// Whether a job puts what arrived on record.
        private(set) var isTakingIn = false
        /// On record, and not begun or not ended; the first one runs or is the next to.
        var waiting: [TurnNumber] = []
        /// Where in a trace those who asked for waiting turns are, as far as they said.
        var traces: [TurnNumber: TraceContext] = [:]
        /// Whether a job runs the turns that wait.
        private(set) var isWorking = false
        var running: (turn: TurnNumber, task: Task<Void, any Error>)?
        /// Turns that were cancelled on request.
        var cancelled: Set<TurnNumber> = []
        /// When somebody last asked for the session or left it.
        var lastSeen: Timestamp
        /// Resumed once no job is under way any more.
        var closing: [CheckedContinuation<Void, Never>] = []

        init(progress: SessionProgress, lastSeen: Timestamp) {
            self.progress = progress
            self.lastSeen = lastSeen
        }

        /// Whether a job is under way.
        var isBusy: Bool { self.isTakingIn || self.isWorking }

        /// Whether the turn is on record and has not ended.
        func isOpen(_ turn: TurnNumber) -> Bool {
            if self.waiting.contains(turn) { return true }
            guard let recorded = self.resident?.transcript[turn] else { return false }
            return recorded.ending == nil
        }

        /// Adds a message.
        /// - Returns: whether the job that takes it in is to be submitted.
        mutating func receive(_ message: Message) -> Bool {
            self.inbox.append(message)
            defer { self.isTakingIn = true }
            return !self.isTakingIn
        }

        /// The messages to put on record next; `nil` ends the job that takes them in.
        mutating func nextBatch() -> [Message]? {
            if self.inbox.isEmpty { self.isTakingIn = false }
            return self.inbox.isEmpty ? nil : self.inbox
        }

        /// Begins the work on what waits.
        /// - Returns: whether the job that does it is to be submitted.
        mutating func beginWork() -> Bool {
            guard !self.waiting.isEmpty, !self.isWorking else { return false }
            self.isWorking = true
            return true
        }

        /// The turn to run next; `nil` ends the job that runs them.
        /// - Parameter isDraining: whether the service stops: what waits is on record, for the next start.
        mutating func nextTurn(isDraining: Bool) -> TurnNumber? {
            let next = isDraining ? nil : self.waiting.first
            if next == nil { self.isWorking = false }
            return next
        }

        /// Takes the turn that ran out of the line.
        mutating func end(_ turn: TurnNumber) {
            self.leave(turn)
            self.waiting.removeAll { $0 == turn }
        }

        /// Ends the job that runs turns with the one it was at still open: the journal knows where to go on.
        mutating func abandonWork(at turn: TurnNumber? = nil) {
            if let turn { self.leave(turn) }
            self.isWorking = false
        }

        private mutating func leave(_ turn: TurnNumber) {
            self.running = nil
            self.traces[turn] = nil
            self.cancelled.remove(turn)
        }

        /// Those who wait for the jobs to end, once they have.
        mutating func takeClosing() -> [CheckedContinuation<Void, Never>] {
            guard !self.isBusy else { return [] }
            defer { self.closing.removeAll() }
            return self.closing
        }
    }

    /// Takes what may be a job's last step, and wakes whoever waits for that.
    func advance<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, closing) = self.state.withLockedValue { state in
            let result = body(&state)
            return (result, state.takeClosing())
        }
        for continuation in closing { continuation.resume() }
        return result
    }
}
