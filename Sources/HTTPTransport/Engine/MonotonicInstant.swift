import Foundation

/// An instant of the clock that never stands still, also while the system sleeps: what `ContinuousClock` tells, as a plain
/// number, since the transport's thread asks for it with everything that comes.
struct MonotonicInstant: Hashable, Comparable, Sendable {
    /// Since the system started.
    private let nanoseconds: Int64

    static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The instant `duration` later; one too far away for a number is the last there is.
    static func + (instant: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (end, isTooLate) = instant.nanoseconds.addingReportingOverflow(whole + attoseconds / 1_000_000_000)
        return Self(nanoseconds: isTooLong || isTooLate ? .max : end)
    }

    /// How long it is until `later`, in milliseconds, rounded up; 0 if that has passed.
    func milliseconds(until later: Self) -> Int {
        self < later ? Int((later.nanoseconds - self.nanoseconds - 1) / 1_000_000) + 1 : 0
    }
}
