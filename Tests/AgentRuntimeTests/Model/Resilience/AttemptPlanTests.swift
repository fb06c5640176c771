import Testing

@testable import AgentRuntime

@Suite struct AttemptPlanTests {
    private static let policy = RetryPolicy(attempts: 3, base: .seconds(1), cap: .seconds(8))
    private static let alone = AttemptPlan([policy])
    private static let chain = AttemptPlan([policy, policy])

    private static func next(
        _ plan: AttemptPlan,
        after reason: ModelError.Reason,
        retryAfter: Duration? = nil,
        remaining: Duration = .seconds(60)
    ) -> AttemptPlan.Next {
        var plan = plan
        let error = ModelError(reason, detail: "", retryAfter: retryAfter)
        return plan.next(after: error, remaining: remaining, jitter: 1)
    }

    @Test(arguments: [
        ModelError.Reason.unreachable, .timedOut, .rateLimited, .unavailable, .truncated, .protocolViolation,
    ])
    func whatMayPassIsAskedAgain(_ reason: ModelError.Reason) {
        #expect(Self.next(Self.alone, after: reason) == .again(after: .seconds(1)))
    }

    @Test(arguments: [ModelError.Reason.unauthorized, .rejected])
    func whatDoesNotPassIsNot(_ reason: ModelError.Reason) {
        #expect(Self.next(Self.alone, after: reason) == .giveUp)
    }

    @Test func theWaitDoublesUpToItsCapUntilAttemptsAreUsedUp() {
        var plan = AttemptPlan([RetryPolicy(attempts: 6, base: .seconds(1), cap: .seconds(5))])
        let error = ModelError(.unavailable, detail: "")
        let waits = (1...6).map { _ in plan.next(after: error, remaining: .seconds(60), jitter: 1) }
        #expect(
            waits == [
                .again(after: .seconds(1)), .again(after: .seconds(2)), .again(after: .seconds(4)),
                .again(after: .seconds(5)), .again(after: .seconds(5)), .giveUp,
            ]
        )
        #expect(Self.policy.wait(beforeRetry: 2, jitter: 0.25) == .milliseconds(500))
        #expect(Self.policy.wait(beforeRetry: 1000, jitter: 1) == .seconds(8))
    }

    @Test func whatDoesNotFollowTheProtocolIsAskedAgainOnce() {
        var plan = Self.alone
        let error = ModelError(.protocolViolation, detail: "")
        #expect(plan.next(after: error, remaining: .seconds(60), jitter: 0) == .again(after: .zero))
        #expect(plan.next(after: error, remaining: .seconds(60), jitter: 0) == .giveUp)
    }

    @Test func whatTheProviderAsksForIsWaitedAtLeast() {
        #expect(Self.next(Self.alone, after: .rateLimited, retryAfter: .seconds(30)) == .again(after: .seconds(31)))
        #expect(Self.next(Self.alone, after: .unavailable, retryAfter: .seconds(3)) == .again(after: .seconds(4)))
    }

    @Test func aWaitBeyondTheTurnsTimeEndsAtOnce() {
        #expect(Self.next(Self.alone, after: .rateLimited, retryAfter: .seconds(59)) == .giveUp)
        #expect(Self.next(Self.alone, after: .unavailable, remaining: .seconds(1)) == .giveUp)
        #expect(Self.next(Self.chain, after: .unavailable, remaining: .zero) == .giveUp)
    }

    @Test func theNextOfAChainIsAskedWhereItMayDoBetter() {
        var plan = Self.chain
        let error = ModelError(.unavailable, detail: "")
        let decisions = (1...6).map { _ in plan.next(after: error, remaining: .seconds(60), jitter: 0) }
        let again = AttemptPlan.Next.again(after: .zero)
        #expect(decisions == [again, again, .fallback, again, again, .giveUp])
        #expect(Self.next(Self.chain, after: .unauthorized) == .fallback)
        #expect(Self.next(Self.chain, after: .rejected) == .giveUp)
    }

    @Test func whoHasWaitedLongOrWouldIsServedElsewhere() {
        #expect(Self.next(Self.chain, after: .timedOut) == .fallback)
        #expect(Self.next(Self.chain, after: .circuitOpen, retryAfter: .zero) == .fallback)
        #expect(Self.next(Self.chain, after: .rateLimited, retryAfter: .seconds(8)) == .fallback)
        #expect(Self.next(Self.chain, after: .rateLimited, retryAfter: .seconds(7)) == .again(after: .seconds(8)))
    }

    @Test func aCircuitThatIsAboutToCloseIsWaitedForWhereThereIsNoOther() {
        #expect(Self.next(Self.alone, after: .circuitOpen, retryAfter: .zero) == .again(after: .seconds(1)))
        #expect(Self.next(Self.alone, after: .circuitOpen, retryAfter: .seconds(20)) == .giveUp)
    }
}
