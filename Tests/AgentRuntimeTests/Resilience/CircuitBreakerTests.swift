import AgentTesting
import Logging
import Testing

@testable import AgentRuntime

@Suite struct CircuitBreakerTests {
    private static let settings = CircuitBreaker.Settings(failures: 3, coolDown: .seconds(30))

    private static func permit(of breaker: inout CircuitBreaker, at now: Duration) throws -> CircuitBreaker.Permit {
        let permit = breaker.admit(at: now)
        return try #require(permit)
    }

    /// A breaker that has just opened, at time zero.
    private static func open(jitter: Double = 0) throws -> CircuitBreaker {
        var breaker = CircuitBreaker(Self.settings)
        for _ in 1...3 {
            let permit = try Self.permit(of: &breaker, at: .zero)
            breaker.record(.failed, of: permit, at: .zero, jitter: jitter)
        }
        return breaker
    }

    @Test func itOpensAfterSoManyFailuresInARow() throws {
        var breaker = CircuitBreaker(Self.settings)
        for outcome in [CircuitBreaker.Outcome.failed, .failed, .succeeded, .failed, .unknown, .failed] {
            let permit = try Self.permit(of: &breaker, at: .zero)
            breaker.record(outcome, of: permit, at: .zero, jitter: 0)
            #expect(breaker.state == .closed)
        }
        let permit = try Self.permit(of: &breaker, at: .zero)
        breaker.record(.failed, of: permit, at: .zero, jitter: 0)
        #expect(breaker.state == .open)
        let early = breaker.admit(at: .seconds(29))
        #expect(early == nil)
        #expect(breaker.refusal(at: .seconds(29)) == .seconds(1))
    }

    @Test func jitterLengthensTheCoolDownByAFifthAtMost() throws {
        #expect(try Self.open(jitter: 1).refusal(at: .zero) == .seconds(36))
    }

    @Test func oneAtATimeTriesAfterTheCoolDown() throws {
        var breaker = try Self.open()
        let probe = try Self.permit(of: &breaker, at: .seconds(30))
        #expect(probe.isProbe)
        #expect(breaker.state == .halfOpen)
        let second = breaker.admit(at: .seconds(300))
        #expect(second == nil)
        #expect(breaker.refusal(at: .seconds(300)) == .zero)
        breaker.record(.succeeded, of: probe, at: .seconds(300), jitter: 0)
        #expect(breaker.state == .closed)
        let next = try Self.permit(of: &breaker, at: .seconds(300))
        #expect(!next.isProbe)
    }

    @Test func aProbeThatFailsOpensItForAnotherCoolDown() throws {
        var breaker = try Self.open()
        let probe = try Self.permit(of: &breaker, at: .seconds(30))
        breaker.record(.failed, of: probe, at: .seconds(40), jitter: 0)
        #expect(breaker.state == .open)
        #expect(breaker.refusal(at: .seconds(40)) == .seconds(30))
    }

    @Test func aProbeThatSaysNothingLetsAnotherTry() throws {
        var breaker = try Self.open()
        let probe = try Self.permit(of: &breaker, at: .seconds(30))
        breaker.record(.unknown, of: probe, at: .seconds(31), jitter: 0)
        #expect(breaker.state == .halfOpen)
        let next = try Self.permit(of: &breaker, at: .seconds(31))
        #expect(next.isProbe)
    }

    @Test func whatWasAskedBeforeItOpenedNoLongerMatters() throws {
        var breaker = CircuitBreaker(Self.settings)
        let permits = (1...6).compactMap { _ in breaker.admit(at: .zero) }
        for permit in permits.prefix(3) { breaker.record(.failed, of: permit, at: .zero, jitter: 0) }
        breaker.record(.succeeded, of: permits[3], at: .seconds(1), jitter: 0)
        #expect(breaker.state == .open)
        let probe = try Self.permit(of: &breaker, at: .seconds(30))
        breaker.record(.failed, of: permits[4], at: .seconds(31), jitter: 0)
        #expect(breaker.state == .halfOpen)
        breaker.record(.succeeded, of: probe, at: .seconds(32), jitter: 0)
        breaker.record(.failed, of: permits[5], at: .seconds(33), jitter: 0)
        #expect(breaker.state == .closed)
    }

    /// Whatever callers do and whenever they do it.
    @Test(arguments: 0..<300)
    func itKeepsItsPromisesWhateverHappens(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let failures = Int.random(in: 1...4, using: &random)
        let coolDown = Duration.seconds(Int.random(in: 1...20, using: &random))
        var breaker = CircuitBreaker(.init(failures: failures, coolDown: coolDown))
        var now = Duration.zero
        var openedAt = Duration.zero
        var inRow = 0
        var held: [(permit: CircuitBreaker.Permit, period: Int)] = []
        var period = 0
        for _ in 1...200 {
            let before = breaker.state
            if Bool.random(using: &random) {
                let refusal = breaker.refusal(at: now)
                let permit = breaker.admit(at: now)
                #expect((permit == nil) == (refusal != nil))
                switch before {
                case .closed: #expect(permit?.isProbe == false)
                case .open: #expect((permit != nil) == (now >= openedAt + coolDown))
                case .halfOpen: #expect((permit == nil) == held.contains { $0.permit.isProbe && $0.period == period })
                }
                if permit?.isProbe == true { period += 1 }
                if let permit { held.append((permit, period)) }
            } else if let index = held.indices.randomElement(using: &random) {
                let (permit, given) = held.remove(at: index)
                let outcome: CircuitBreaker.Outcome =
                    [.succeeded, .failed, .failed, .unknown]
                    .randomElement(using: &random) ?? .failed
                breaker.record(outcome, of: permit, at: now, jitter: 0)
                if given != period {
                    #expect(breaker.state == before)
                } else if before == .closed {
                    inRow = outcome == .failed ? inRow + 1 : outcome == .succeeded ? 0 : inRow
                    #expect(breaker.state == (inRow == failures ? .open : .closed))
                } else {
                    let after: [CircuitBreaker.Outcome: CircuitBreaker.State] = [
                        .succeeded: .closed, .failed: .open, .unknown: .halfOpen,
                    ]
                    #expect(breaker.state == after[outcome])
                    period += 1
                }
                if breaker.state != before { (openedAt, inRow) = (now, 0) }
                if before == .closed, breaker.state == .open { period += 1 }
            } else {
                now += .seconds(Int.random(in: 0...10, using: &random))
            }
        }
        // It is never stuck: once everybody has come back and time has passed, one success closes it.
        for (permit, _) in held { breaker.record(.unknown, of: permit, at: now, jitter: 1) }
        let probe = try Self.permit(of: &breaker, at: now + coolDown * 2)
        breaker.record(.succeeded, of: probe, at: now + coolDown * 2, jitter: 1)
        #expect(breaker.state == .closed)
    }

    @Test func theSharedOneTellsItsStateAndSinceWhen() throws {
        let clock = ManualClock()
        let breaker = SharedCircuitBreaker(
            name: "main",
            settings: .init(failures: 1, coolDown: .seconds(30)),
            clock: clock,
            now: { Timestamp(milliseconds: ManualClock().now.duration(to: clock.now).milliseconds) },
            jitter: { 0 },
            logger: .silent
        )
        clock.advance(by: .seconds(5))
        #expect(breaker.status == .init(name: "main", state: .closed, since: Timestamp(milliseconds: 0)))
        breaker.record(.failed, of: try breaker.admit())
        #expect(breaker.status == .init(name: "main", state: .open, since: Timestamp(milliseconds: 5000)))
        clock.advance(by: .seconds(20))
        let error = #expect(throws: SharedCircuitBreaker.OpenError.self) { try breaker.admit() }
        #expect(error == .init(name: "main", remaining: .seconds(10)))
        clock.advance(by: .seconds(10))
        try breaker.check()
        let probe = try breaker.admit()
        #expect(breaker.status == .init(name: "main", state: .halfOpen, since: Timestamp(milliseconds: 35_000)))
        #expect(throws: SharedCircuitBreaker.OpenError.self) { try breaker.check() }
        breaker.record(.succeeded, of: probe)
        #expect(breaker.status.state == .closed)
    }
}
