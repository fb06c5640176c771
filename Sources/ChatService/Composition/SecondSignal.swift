import Glibc
import Logging
import UnixSignals

/// Ends the process at once when it is told to stop for the second time, as a crash would: what was acknowledged is on
/// record, and what was under way goes on after the next start.
enum SecondSignal {
    /// Waits for it until the task is cancelled.
    static func endsProcess(logger: Logger) async {
        var count = 0
        for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            count += 1
            guard count > 1 else { continue }
            logger.warning("Told to stop a second time: ending at once")
            _exit(signal == .sigint ? 128 + SIGINT : 128 + SIGTERM)
        }
    }
}
