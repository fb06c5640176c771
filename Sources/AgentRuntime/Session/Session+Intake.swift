import Logging
import NIOConcurrencyHelpers

extension Session {
    /// Takes a message in. Messages are answered in the order of these calls, each in a turn of its own.
    /// - Throws: ``SendError`` when it cannot be taken.
    public func send(_ message: Message) throws(SendError) {
        let outcome: Result<Bool, SendError> = self.state.withLockedValue { state in
            guard state.progress.closedAt == nil else { return .failure(.closed) }
            guard !self.services.isDraining else { return .failure(.stopping) }
            // The first in line has the turn that runs, or is about to: it is not one of those that wait.
            let ahead = state.waiting.count + state.inbox.count
            guard ahead <= self.services.settings.waitingMessages else { return .failure(.busy(waiting: ahead - 1)) }
            return .success(state.receive(message))
        }
        if try outcome.get(), !self.services.submit({ await self.takeIn() }) { self.refuseWhatArrived() }
    }

    /// Why a message cannot be taken.
    public enum SendError: Error, Hashable {
        /// Too many wait already.
        case busy(waiting: Int)
        /// The session is over.
        case closed
        /// The service is about to stop.
        case stopping
    }

    /// Puts the messages that arrived on record, tells their senders, and has their turns run.
    private func takeIn() async {
        while let batch = self.advance({ $0.nextBatch() }) {
            guard self.progress.closedAt == nil else {
                self.refuse(batch, .sessionClosed, "The session is closed. Create a new one.", isRetryable: false)
                continue
            }
            do {
                try await self.store(batch)
            } catch {
                self.services.logger.error(
                    "Messages could not be stored",
                    metadata: ["session": "\(self.id)", "error": "\(error)"]
                )
                self.refuse(batch, .internalError, "The message could not be stored. Send it again.")
            }
        }
    }

    /// Ends the intake as the service stops, and tells the senders of what arrived that it was not taken.
    private func refuseWhatArrived() {
        let detail = "The service restarts. Send the message again when you are connected anew."
        while let batch = self.advance({ $0.nextBatch() }) { self.refuse(batch, .serviceStopping, detail) }
    }

    /// Takes the first messages out of the inbox and tells their senders why.
    private func refuse(_ batch: [Message], _ code: AgentError.Code, _ detail: String, isRetryable: Bool = true) {
        self.state.withLockedValue { $0.inbox.removeFirst(batch.count) }
        for message in batch {
            guard let sender = message.sender else { continue }
            self.send(.error(code: code, detail: detail, isRetryable: isRetryable, messageID: message.id), to: sender)
        }
    }

    /// Puts the first messages of the inbox on record.
    /// - Throws: ``SessionStoreError``; then they are still in the inbox.
    private func store(_ batch: [Message]) async throws {
        let resident = try await self.loadSettled()
        var next = resident.transcript.turns.last?.number.rawValue ?? 0
        var turns = resident.turns
        var entries: [Journal.Entry] = []
        var pending = resident.transcript.pendingApproval
        let isAsked = resident.transcript.askedApproval != nil
        var begun: [(turn: TurnNumber, message: Int)] = []
        for (index, message) in batch.enumerated() {
            if let id = message.id, turns[id] != nil { continue }
            let number = TurnNumber(rawValue: next + 1)
            let facts = self.facts(of: message, turn: number, pending: &pending, isAsked: isAsked)
            if facts.isEmpty { continue }
            next += 1
            begun.append((number, index))
            if let id = message.id { turns[id] = number }
            entries.append(contentsOf: facts.map { .init(turn: number, fact: $0) })
        }
        if !entries.isEmpty { try await resident.journal.append(entries) }
        for message in batch {
            guard let id = message.id, let turn = turns[id], let sender = message.sender else { continue }
            self.send(.accepted(messageID: id, turn: turn), to: sender)
        }
        self.state.withLockedValue { [begun] state in
            for (turn, index) in begun {
                let message = state.inbox[index]
                state.waiting.append(turn)
                state.traces[turn] = message.trace
                // Closing answers for what it has found waiting; this comes after.
                if message.isCancelled || state.progress.closedAt != nil { state.cancelled.insert(turn) }
            }
            state.inbox.removeFirst(batch.count)
        }
        self.resume()
    }
}
