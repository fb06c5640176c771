import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite(.timeLimit(.minutes(1))) struct CallTurnstileTests {
    @Test func readsRunBesideEachOtherUpToTheCapAndAWriteAlone() async throws {
        let turnstile = CallTurnstile(cap: 2)
        let inside = Gate()
        let order = NIOLockedValueBox<[String]>([])
        async let first: Void = turnstile.withPlace(isWrite: false) { try await inside.pass() }
        async let second: Void = turnstile.withPlace(isWrite: false) { try await inside.pass() }
        try await inside.arrived(2)
        let write = Task {
            try await turnstile.withPlace(isWrite: true) { order.withLockedValue { $0.append("write") } }
        }
        try await waitUntil { turnstile.waitingCount == 1 }
        // Behind the write, though a place among the reads may be free before.
        let read = Task {
            try await turnstile.withPlace(isWrite: false) { order.withLockedValue { $0.append("read") } }
        }
        try await waitUntil { turnstile.waitingCount == 2 }
        #expect(order.withLockedValue(\.self) == [])
        inside.open()
        _ = try await (first, second, write.value, read.value)
        #expect(order.withLockedValue(\.self) == ["write", "read"])
    }

    @Test func whoIsCancelledWhileWaitingHoldsNobodyUp() async throws {
        let turnstile = CallTurnstile(cap: 1)
        let inside = Gate()
        async let running: Void = turnstile.withPlace(isWrite: false) { try await inside.pass() }
        try await inside.arrived()
        let write = Task { try await turnstile.withPlace(isWrite: true) {} }
        try await waitUntil { turnstile.waitingCount == 1 }
        write.cancel()
        await #expect(throws: CancellationError.self) { try await write.value }
        #expect(turnstile.waitingCount == 0)
        inside.open()
        try await running
        try await turnstile.withPlace(isWrite: true) {}
    }
}
