import NIOCore

/// Lets the connections of one event loop take turns when all of them could send for ever.
///
/// Between two rounds the loop looks at its sockets; as long as tasks are ready to run, it would not.
final class StubHTTPRounds {
    private let loop: any EventLoop
    private var waiting: [() -> Void] = []

    init(on loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs `turn` in the next round.
    func wait(for turn: @escaping () -> Void) {
        self.waiting.append(turn)
        guard self.waiting.count == 1 else { return }
        let bound = NIOLoopBound(self, eventLoop: self.loop)
        self.loop.scheduleTask(in: .microseconds(50)) { bound.value.run() }
    }

    private func run() {
        let turns = self.waiting
        self.waiting = []
        for turn in turns { turn() }
    }
}
