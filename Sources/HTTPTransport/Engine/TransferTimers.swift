/// Finds the transfers that have taken too long, without looking at those that have not: a heap, the nearest deadline on top.
///
/// What arrives moves a deadline away and is not told here. It is noticed when the transfer comes to the top, which is once
/// in the time of its limit and not once per arrival.
final class TransferTimers {
    typealias Instant = ContinuousClock.Instant

    private var heap: [Transfer] = []

    /// When to look for overdue transfers again.
    var next: Instant? { self.heap.first?.timer.instant }

    /// How many have a deadline.
    var count: Int { self.heap.count }

    /// Takes note of the transfer's deadline, which is new or may be nearer than before.
    func plan(_ transfer: Transfer) {
        guard let instant = transfer.progress.deadline?.instant else { return self.remove(transfer) }
        transfer.timer.instant = instant
        if let place = transfer.timer.place {
            self.settle(at: place)
        } else {
            self.heap.append(transfer)
            transfer.timer.place = self.heap.count - 1
            self.settle(at: self.heap.count - 1)
        }
    }

    /// Forgets a transfer.
    func remove(_ transfer: Transfer) {
        guard let place = transfer.timer.place else { return }
        transfer.timer.place = nil
        let last = self.heap.removeLast()
        guard place < self.heap.count else { return }
        self.put(last, at: place)
        self.settle(at: place)
    }

    /// A transfer that has taken too long, and what for; it stays until it is removed.
    func nextOverdue(at now: Instant) -> (transfer: Transfer, phase: HTTPTransportError.Phase)? {
        while let first = self.heap.first, first.timer.instant <= now {
            if let (instant, phase) = first.progress.deadline, instant <= now { return (first, phase) }
            self.plan(first)
        }
        return nil
    }

    // MARK: The heap

    private func put(_ transfer: Transfer, at place: Int) {
        self.heap[place] = transfer
        transfer.timer.place = place
    }

    private func instant(at place: Int) -> Instant { self.heap[place].timer.instant }

    /// Moves what stands at `place` up or down to where it belongs.
    private func settle(at place: Int) {
        var place = place
        while place > 0, self.instant(at: place) < self.instant(at: (place - 1) / 2) {
            place = self.swap(place, (place - 1) / 2)
        }
        while true {
            var child = 2 * place + 1
            guard child < self.heap.count else { return }
            if child + 1 < self.heap.count, self.instant(at: child + 1) < self.instant(at: child) { child += 1 }
            guard self.instant(at: child) < self.instant(at: place) else { return }
            place = self.swap(place, child)
        }
    }

    private func swap(_ place: Int, _ other: Int) -> Int {
        let transfer = self.heap[place]
        self.put(self.heap[other], at: place)
        self.put(transfer, at: other)
        return other
    }
}
