import Synchronization

/// Sets the text of a turn's steps off from each other by a blank line while it streams through.
///
/// Each of its values is told by one side at a time: the loop between steps, the transport's thread within one.
final class TurnText: DeltaSink {
    private let observer: any TurnObserver
    /// Whether an earlier step of the turn has shown text.
    private let follows: Atomic<Bool>
    /// How many bytes of this step count: its own, without what was withdrawn.
    private let bytes = Atomic(0)

    /// - Parameter shown: the text that earlier steps of the turn have shown.
    init(after shown: String, into observer: any TurnObserver) {
        self.observer = observer
        self.follows = Atomic(!shown.isEmpty)
    }

    /// How many bytes of text the step has shown and not withdrawn.
    var stepBytes: Int { self.bytes.load(ordering: .acquiring) }

    /// What comes from now on is the text of another step.
    func beginStep() {
        if self.bytes.exchange(0, ordering: .acquiringAndReleasing) > 0 {
            self.follows.store(true, ordering: .releasing)
        }
        self.observer.stepBegan()
    }

    func text(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        let before = self.bytes.add(bytes.count, ordering: .acquiringAndReleasing).oldValue
        if before == 0, self.follows.load(ordering: .acquiring) {
            let blankLine: [UInt8] = [0x0A, 0x0A]
            self.observer.text(blankLine.span)
        }
        self.observer.text(bytes)
    }

    func together(_ body: () -> Void) { self.observer.together(body) }

    func reset() {
        self.bytes.store(0, ordering: .releasing)
        self.observer.reset()
    }
}
