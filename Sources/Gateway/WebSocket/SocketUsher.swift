import AgentRuntime
import NIOCore

/// Sees a socket out when it may stay no longer. It lives on the socket's event loop.
final class SocketUsher {
    private var stay: SocketStay
    private let eventLoop: any EventLoop
    private let leave: () -> Void
    private let began: (wall: Timestamp, loop: NIODeadline)
    private var scheduled: Scheduled<Void>?
    private var isOver = false

    /// On `eventLoop`.
    /// - Parameter leave: closes the socket; called once at most.
    init(_ stay: SocketStay, on eventLoop: any EventLoop, leave: @escaping () -> Void) {
        self.stay = stay
        self.eventLoop = eventLoop
        self.leave = leave
        self.began = (.now, eventLoop.now)
        // Not at once: the socket is only being made.
        self.wait(until: self.now)
    }

    /// The time by the event loop, so that waiting and looking at the time agree.
    private var now: Timestamp {
        self.began.wall + .nanoseconds((self.eventLoop.now - self.began.loop).nanoseconds)
    }

    /// The socket is gone.
    func stop() {
        self.isOver = true
        self.scheduled?.cancel()
        self.scheduled = nil
    }

    private func go() {
        if self.isOver { return }
        switch self.stay.step(at: self.now) {
        case .leave:
            self.stop()
            self.leave()
        case .ask: self.ask()
        case .wait(nil): break
        case .wait(let instant?): self.wait(until: instant)
        }
    }

    private func wait(until instant: Timestamp) {
        let time = TimeAmount.milliseconds(max(0, (instant - self.now).milliseconds))
        self.scheduled = self.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in self?.go() }
    }

    private func ask() {
        let ask = self.stay.ask
        let finding = self.eventLoop.makeFutureWithTask { await ask() }
        finding.assumeIsolated().whenSuccess { [weak self] finding in
            guard let self else { return }
            self.stay.learn(finding, at: self.now)
            self.go()
        }
    }
}
