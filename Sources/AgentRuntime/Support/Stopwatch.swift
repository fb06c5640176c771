/// Measures time from the moment it is made, on whatever clock.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    /// - Parameter clock: the clock that counts; tests bring their own.
    init(on clock: some Clock<Duration> = ContinuousClock()) {
        let start = clock.now
        self.read = { start.duration(to: clock.now) }
    }

    /// How long it has run.
    var elapsed: Duration { self.read() }
}
