import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// What SIGTERM and SIGINT do: the first one has the service stop in good order. The second one ends the process at once, as
/// a crash would: what was acknowledged is on record, and what was under way goes on after the next start.
///
/// The group does not trap them itself: of two that trap the same signal, one may miss it.
struct StopSignals {
    private let signals: UnixSignalsSequence
    private let logger: Logger

    /// Traps the signals from now on, so that none is lost between here and ``obey(stopping:)``.
    init(logger: Logger) async {
        self.signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        self.logger = logger
    }

    /// Waits for them until the task is cancelled.
    func obey(stopping group: ServiceGroup) async {
        var count = 0
        for await signal in self.signals {
            count += 1
            guard count > 1 else {
                await group.triggerGracefulShutdown()
                continue
            }
            self.logger.warning("Told to stop a second time: ending at once")
            _exit(signal == .sigint ? 128 + SIGINT : 128 + SIGTERM)
        }
    }
}
