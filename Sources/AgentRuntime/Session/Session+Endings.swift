import Logging
import NIOConcurrencyHelpers

extension Session {
    /// Puts on record that the turn failed.
    func fail(_ number: TurnNumber, with error: AgentError) async -> ChatFrame {
        self.services.logger.warning(
            "Turn failed",
            metadata: [
                "session": "\(self.id)", "turn": "\(number)", "code": "\(error.code.rawValue)",
                "cause": "\(error.cause.map { "\($0)" } ?? error.detail)",
            ]
        )
        let fact = SessionEvent.TurnFailed(
            code: error.code,
            detail: error.detail,
            partialText: self.unfinishedText(of: number),
            frames: self.frames.positionAtEnd
        )
        await self.record(.turnFailed(fact), number)
        return .error(code: error.code, detail: error.detail, isRetryable: error.isRetryable)
    }

    /// Puts on record that the turn was cancelled.
    func stop(_ number: TurnNumber, after error: any Error) async -> ChatFrame {
        if !(error is CancellationError) {
            self.services.logger.warning(
                "Turn failed as it was cancelled",
                metadata: ["session": "\(self.id)", "turn": "\(number)", "cause": "\(error)"]
            )
        }
        let fact = SessionEvent.TurnCancelled(
            partialText: self.unfinishedText(of: number),
            frames: self.frames.positionAtEnd
        )
        await self.record(.turnCancelled(fact), number)
        return .error(code: .cancelled, detail: "The answer was stopped.", isRetryable: false)
    }

    private func record(_ ending: SessionEvent.Fact, _ number: TurnNumber) async {
        do {
            try await self.load().journal.append([ending], turn: number, isKept: true)
        } catch {
            self.services.logger.error(
                "The end of a turn could not be stored",
                metadata: ["session": "\(self.id)", "turn": "\(number)", "error": "\(error)"]
            )
        }
    }

    /// Tries again to store the ends of turns that could not be stored. Until that succeeds no turn begins, no message is
    /// taken, and the session stays in memory: what a client was told has ended must not run again.
    func settle() async {
        do {
            try await self.state.withLockedValue(\.resident)?.journal.settle()
        } catch {
            self.services.logger.error(
                "The end of a turn could still not be stored",
                metadata: ["session": "\(self.id)", "error": "\(error)"]
            )
        }
    }

    /// The text of the turn's steps on record.
    func recordedText(of number: TurnNumber) -> String {
        self.state.withLockedValue { $0.resident?.transcript[number]?.shownText } ?? ""
    }

    /// What the live turn has shown beyond the steps on record.
    private func unfinishedText(of number: TurnNumber) -> String {
        let recorded = self.recordedText(of: number)
        let shown = self.frames.liveText
        guard shown.hasPrefix(recorded) else { return shown }
        return String(shown.dropFirst(recorded.count).drop { $0 == "\n" })
    }
}
