import Foundation

/// What the system says of this process; zero where it says nothing.
struct ProcessReadings {
    let cpuTime: Duration
    let residentBytes: Int
    let openDescriptors: Int
    let mostDescriptors: Int

    init() {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        self.cpuTime = .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
        // The second figure: pages in memory (proc(5)).
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
            .split(separator: " ").dropFirst().first.flatMap { Int($0) }
        self.residentBytes = (pages ?? 0) * Int(getpagesize())
        self.openDescriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        self.mostDescriptors = Int(clamping: limit.rlim_cur)
    }
}
