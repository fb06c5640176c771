import Foundation

/// Reads what a process has used, from outside.
struct ProcessMeter: Sendable {
    private let id: pid_t
    private let clock: clockid_t

    init(_ id: pid_t) {
        var clock = clockid_t()
        clock_getcpuclockid(id, &clock)
        self.id = id
        self.clock = clock
    }

    /// The one that asks.
    static var own: ProcessMeter { ProcessMeter(getpid()) }

    /// The processor time of all its threads, user and system, in nanoseconds.
    var cpu: Int64 { Self.nanoseconds(self.clock) }

    /// The memory that is resident, in bytes.
    var resident: Int { self.memory("Rss:") }

    /// What of the resident memory is data; the rest are pages of the executable and its libraries, which the system shares
    /// and can drop. In bytes.
    var data: Int { self.memory("Anonymous:") }

    private func memory(_ name: String) -> Int {
        let line = self.read("smaps_rollup").split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// How many descriptors are open.
    var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(self.id)/fd").count) ?? 0
    }

    private func read(_ name: String) -> String {
        (try? String(contentsOfFile: "/proc/\(self.id)/\(name)", encoding: .utf8)) ?? ""
    }

    /// The time since the machine started, in nanoseconds: the same in every process.
    static var now: Int64 { self.nanoseconds(CLOCK_MONOTONIC) }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

enum ProcessLimits {
    /// How many descriptors a process may have.
    static var descriptors: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// Lets this process, and those it starts, open as many descriptors as the system allows.
    static func raise() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
