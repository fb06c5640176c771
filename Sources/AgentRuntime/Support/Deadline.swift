/// The instant by which something must be done, on whatever clock.
public struct Deadline: Sendable {
    private let left: @Sendable () -> Duration

    /// - Parameters:
    ///   - limit: how long from now.
    ///   - clock: the clock that counts; tests bring their own.
    public init(after limit: Duration, on clock: some Clock<Duration> = ContinuousClock()) {
        self.init(limit, on: clock)
    }

    private init<C: Clock<Duration>>(_ limit: Duration, on clock: C) {
        let end = clock.now.advanced(by: limit)
        self.left = { clock.now.duration(to: end) }
    }

    /// How long is left; zero once it has passed.
    public var remaining: Duration { max(.zero, self.left()) }

    /// Whether it has passed.
    public var hasPassed: Bool { self.left() <= .zero }
}
