/// Lets the first request to an origin open a connection while the others wait, so that over HTTP/2 they all share it.
///
/// libcurl could do that itself (`CURLOPT_PIPEWAIT`), but wakes one waiting transfer at a time, whatever origin it is for: a
/// host that cannot be reached would hold up the others. Over plain HTTP it would even wait for the first response.
final class ConnectionQueue {
    /// A transfer's place in the queue of its origin.
    enum Place { case outside, first, waiting }

    /// Those that wait, by origin; an origin that is here has a first one that connects.
    private var waiting: [String: [Transfer]] = [:]
    /// Those that need wait no longer.
    private var ready: [Transfer] = []

    /// Whether a transfer may go ahead; if not, it comes out of ``takeReady()`` when its time has come.
    func admit(_ transfer: Transfer) -> Bool {
        guard let origin = transfer.sharedOrigin else { return true }
        let mustWait = self.waiting[origin] != nil
        self.waiting[origin, default: []] += mustWait ? [transfer] : []
        transfer.place = mustWait ? .waiting : .first
        return !mustWait
    }

    /// The transfer has its connection: all behind it go ahead, to share it or to open their own.
    func connected(_ transfer: Transfer) {
        guard transfer.place == .first, let origin = transfer.sharedOrigin else { return }
        transfer.place = .outside
        for next in self.waiting.removeValue(forKey: origin) ?? [] {
            next.place = .outside
            self.ready.append(next)
        }
    }

    /// The transfer has ended. If it never had a connection, the next one tries.
    func ended(_ transfer: Transfer) {
        guard transfer.place != .outside, let origin = transfer.sharedOrigin else { return }
        if transfer.place == .waiting {
            self.waiting[origin]?.removeAll { $0 === transfer }
        } else if let next = self.waiting[origin]?.first {
            next.place = .first
            self.waiting[origin]?.removeFirst()
            self.ready.append(next)
        } else {
            self.waiting[origin] = nil
        }
        transfer.place = .outside
    }

    /// Those whose time has come, once.
    func takeReady() -> [Transfer] {
        if self.ready.isEmpty { return [] }
        defer { self.ready = [] }
        return self.ready
    }
}
