import NIOConcurrencyHelpers

extension Session {
    /// The call that waits for the user's yes, if one does.
    /// - Throws: ``SessionStoreError``.
    public func pendingApproval() async throws -> PendingApproval? {
        try await self.load().transcript.pendingApproval
    }

    /// What a message puts on record: that it came and, where a call waits for a yes, what it says to that.
    /// - Parameter pending: the call that waits; none once it is answered.
    /// - Returns: nothing for an answer to a question that nobody asks; its sender has been told.
    func facts(
        of message: Message,
        turn: TurnNumber,
        pending: inout PendingApproval?,
        isAsked: Bool
    ) -> [SessionEvent.Fact] {
        let rules = self.services.agent(self.region)?.approval ?? ApprovalRules()
        guard let answer = message.approval else {
            let said = SessionEvent.Fact.userMessage(.init(text: message.text, messageID: message.id))
            // What was sent before the question is no answer to it.
            guard isAsked, let held = pending else { return [said] }
            pending = nil
            return [said, held.answered(rules.isYes(message.text), by: .message, in: turn)]
        }
        guard let held = pending, held.request.call == answer.call else {
            let detail =
                "No call \"\(answer.call.rawValue.prefix(64))\" waits for approval. It was answered, dropped, or never asked about."
            message.sender.map {
                self.send(.error(code: .approvalNotPending, detail: detail, isRetryable: false), to: $0)
            }
            return []
        }
        pending = nil
        let words = answer.isApproved ? rules.words.first ?? "OK" : rules.refusal
        return [.userMessage(.init(text: words)), held.answered(answer.isApproved, by: .frame, in: turn)]
    }

    /// Drops the call that an earlier turn has asked about and nobody has answered: the conversation goes on without it.
    /// - Throws: ``SessionStoreError``.
    func dropApproval(before turn: TurnNumber, in resident: Resident) async throws {
        let pending = self.state.withLockedValue { $0.resident?.transcript.pendingApproval }
        guard let pending, pending.turn < turn else { return }
        try await resident.journal.append([pending.answered(false, by: .none, in: turn)], turn: turn)
    }
}

extension PendingApproval {
    fileprivate func answered(
        _ isApproved: Bool,
        by means: SessionEvent.ApprovalAnswered.Means,
        in turn: TurnNumber
    ) -> SessionEvent.Fact {
        .approvalAnswered(
            .init(
                call: self.request.call,
                approved: isApproved,
                by: means,
                issued: isApproved ? CallID(turn: turn, number: 1) : nil
            )
        )
    }
}
