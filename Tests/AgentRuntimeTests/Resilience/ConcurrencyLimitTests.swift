import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct ConcurrencyLimitTests {
    private static let patience = Deadline(after: .seconds(60), on: ManualClock())

    @Test func thoseWhoWaitAreServedInTurn() async throws {
        let limit = ConcurrencyLimit<String>(1, clock: ManualClock())
        let gate = Gate()
        let served = NIOLockedValueBox<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await limit.withPlace(for: "first", until: Self.patience) { try await gate.pass() } }
            try await gate.arrived()
            for (index, key) in ["a", "a", "a", "b", "c"].enumerated() {
                group.addTask {
                    try await limit.withPlace(for: key, until: Self.patience) {
                        served.withLockedValue { $0.append(key) }
                    }
                }
                while limit.waiting <= index { await Task.yield() }
            }
            gate.open()
            try await group.waitForAll()
        }
        #expect(served.withLockedValue(\.self) == ["a", "b", "c", "a", "a"])
        #expect(limit.taken == 0)
    }

    @Test func whoWaitsTooLongIsSentAway() async throws {
        let clock = ManualClock()
        let limit = ConcurrencyLimit<Int>(1, clock: clock)
        let gate = Gate()
        async let holder: Void = limit.withPlace(for: 1, until: Deadline(after: .seconds(60), on: clock)) {
            try await gate.pass()
        }
        try await gate.arrived()
        let late = Task { try await limit.withPlace(for: 2, until: Deadline(after: .seconds(5), on: clock)) {} }
        try await clock.sleepers()
        clock.advance(by: .seconds(5))
        await #expect(throws: ConcurrencyLimit<Int>.Exceeded(limit: 1)) { try await late.value }
        #expect(limit.waiting == 0)
        gate.open()
        try await holder
        #expect(limit.taken == 0)
    }

    @Test func whoIsCancelledLeavesTheQueue() async throws {
        let limit = ConcurrencyLimit<Int>(1, clock: ManualClock())
        let gate = Gate()
        let holder = Task { try await limit.withPlace(for: 1, until: Self.patience) { try await gate.pass() } }
        try await gate.arrived()
        let waiter = Task { try await limit.withPlace(for: 2, until: Self.patience) {} }
        while limit.waiting == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(limit.waiting == 0)
        holder.cancel()
        await #expect(throws: CancellationError.self) { try await holder.value }
        #expect(limit.taken == 0)
    }

    @Test(arguments: 0..<30)
    func placesNeverLeakWhoeverIsCancelled(_ seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let clock = ManualClock()
        let limit = ConcurrencyLimit<Int>(3, clock: clock)
        let most = NIOLockedValueBox((now: 0, peak: 0))
        let tasks = (0..<60).map { number in
            let yields = Int.random(in: 0...5, using: &random)
            let deadline = Deadline(after: .seconds(Int.random(in: 1...5, using: &random)), on: clock)
            return Task {
                try await limit.withPlace(for: number % 7, until: deadline) {
                    most.withLockedValue {
                        $0.now += 1
                        $0.peak = max($0.peak, $0.now)
                    }
                    defer { most.withLockedValue { $0.now -= 1 } }
                    for _ in 0..<yields { await Task.yield() }
                    try Task.checkCancellation()
                }
            }
        }
        for task in tasks {
            if Bool.random(using: &random) { task.cancel() }
            if Int.random(in: 0...9, using: &random) == 0 { clock.advance(by: .seconds(1)) }
            if Bool.random(using: &random) { await Task.yield() }
        }
        for task in tasks { _ = await task.result }
        #expect(most.withLockedValue(\.peak) <= 3)
        #expect(limit.taken == 0)
        #expect(limit.waiting == 0)
    }
}
