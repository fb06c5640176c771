import AgentTesting
import Testing

@testable import Tools

@Suite struct MCPNewsTests {
    @Test func wordThatCameBeforeIsHeardOnce() async throws {
        let news = MCPNews()
        news.arrived()
        news.arrived()
        try await news.wait(atMost: nil, on: ManualClock())
        let again = Task { try await news.wait(atMost: nil, on: ManualClock()) }
        again.cancel()
        await #expect(throws: CancellationError.self) { try await again.value }
    }

    @Test func waitingGoesOnWorkingAfterTheTimeWasUp() async throws {
        let news = MCPNews()
        let clock = ManualClock()
        for count in 1...3 {
            async let wait: Void = news.wait(atMost: .seconds(60), on: clock)
            try await clock.sleepers(count)
            clock.advance(by: .seconds(60))
            try await wait
        }
        async let wait: Void = news.wait(atMost: .seconds(60), on: clock)
        try await clock.sleepers(4)
        news.arrived()
        try await wait
    }
}
