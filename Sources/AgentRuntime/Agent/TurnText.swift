import NIOConcurrencyHelpers

/// Sets the text of a turn's steps off from each other by a blank line while it streams through.
final class TurnText: DeltaSink {
    private struct State {
        /// Whether an earlier step of the turn has shown text.
        var follows: Bool
        /// How many bytes of this step count: its own, without what was withdrawn.
        var bytes = 0
    }

    private let observer: any TurnObserver
    private let state: NIOLockedValueBox<State>

    /// - Parameter shown: the text that earlier steps of the turn have shown.
    init(after shown: String, into observer: any TurnObserver) {
        self.observer = observer
        self.state = NIOLockedValueBox(State(follows: !shown.isEmpty))
    }

    /// How many bytes of text the step has shown and not withdrawn.
    var stepBytes: Int { self.state.withLockedValue(\.bytes) }

    /// What comes from now on is the text of another step.
    func beginStep() {
        self.state.withLockedValue {
            $0.follows = $0.follows || $0.bytes > 0
            $0.bytes = 0
        }
        self.observer.stepBegan()
    }

    func text(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        let needsBreak = self.state.withLockedValue { state in
            defer { state.bytes += bytes.count }
            return state.follows && state.bytes == 0
        }
        if needsBreak {
            let blankLine: [UInt8] = [0x0A, 0x0A]
            self.observer.text(blankLine.span)
        }
        self.observer.text(bytes)
    }

    func reset() {
        self.state.withLockedValue { $0.bytes = 0 }
        self.observer.reset()
    }
}
