import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

@Suite("Rates")
struct RateLimiterTests {
    private static func limiter(
        capacity: Int = 1000,
        clock: ManualClock = ManualClock(),
        _ configure: (inout GatewaySettings.Rates) -> Void
    ) -> RateLimiter {
        var rates = GatewaySettings.Rates()
        configure(&rates)
        return RateLimiter(rates, capacity: capacity, clock: clock)
    }

    private static func party(_ address: String, _ user: String? = nil, _ session: SessionID? = nil)
        -> RateLimiter.Party
    {
        .init(address: IPAddress(address), user: user, session: session)
    }

    @Test("tell the users of one owner from those of another, and count both for their owner")
    func owners() throws {
        let limiter = Self.limiter {
            $0.owner.messages = Rate(3, per: .seconds(60))
            $0.user.messages = Rate(2, per: .seconds(60))
        }
        func refusal(_ owner: String?, _ user: String?) -> String? {
            do {
                try limiter.count(.init(messages: 1), by: .init(owner: owner.map { Subject($0) }, user: user))
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(refusal("key:dashboard", "ada") == nil)
        #expect(refusal("key:dashboard", "ada") == nil)
        #expect(refusal("key:dashboard", "ada") == "user_messages")
        #expect(refusal("key:dashboard", "bea") == nil)
        #expect(refusal("key:dashboard", "bea") == "owner_messages")
        #expect(refusal("key:app", "ada") == nil)
        #expect(refusal(nil, "ada") == nil)
        for _ in 1...9 { #expect(refusal(nil, nil) == nil) }
    }

    @Test("can ask for room that is not taken")
    func leaving() throws {
        let limiter = Self.limiter {
            $0.address.requests = Rate(9, per: .seconds(60))
            $0.address.failures = Rate(1, per: .seconds(60))
        }
        let party = Self.party("192.0.2.1")
        for _ in 1...2 { try limiter.count(.init(requests: 1), by: party, leaving: .init(failures: 1)) }
        try limiter.count(.init(failures: 1), by: party)
        let exceeded = #expect(throws: RateLimiter.Exceeded.self) {
            try limiter.count(.init(requests: 1), by: party, leaving: .init(failures: 1))
        }
        #expect(exceeded?.reason == "address_failures")
        try limiter.count(.init(requests: 7), by: party)
    }

    @Test("hold each address, user and session to its own, and tell how long to wait")
    func scopes() throws {
        let clock = ManualClock()
        let limiter = Self.limiter(clock: clock) {
            $0.address.messages = Rate(4, per: .seconds(4))
            $0.user.messages = Rate(3, per: .seconds(60))
            $0.session.messages = Rate(2, per: .seconds(2))
        }
        let first = SessionID()
        let second = SessionID()
        let message = RateLimiter.Use(messages: 1, bytes: 100)
        for _ in 1...2 { try limiter.count(message, by: Self.party("192.0.2.1", "ada", first)) }
        let session = #expect(throws: RateLimiter.Exceeded.self) {
            try limiter.count(message, by: Self.party("192.0.2.1", "ada", first))
        }
        #expect(session?.scope == "session")
        #expect(session?.wait == .seconds(1))
        try limiter.count(message, by: Self.party("192.0.2.1", "ada", second))
        let user = #expect(throws: RateLimiter.Exceeded.self) {
            try limiter.count(message, by: Self.party("192.0.2.1", "ada", second))
        }
        #expect(user?.scope == "user")
        try limiter.count(message, by: Self.party("192.0.2.1", "bea"))
        let address = #expect(throws: RateLimiter.Exceeded.self) {
            try limiter.count(message, by: Self.party("192.0.2.1"))
        }
        #expect(address?.scope == "address")
        try limiter.count(message, by: Self.party("192.0.2.2"))
        clock.advance(by: .seconds(1))
        try limiter.count(message, by: Self.party("192.0.2.1", nil, first))
    }

    @Test("count nothing of what is refused")
    func refusalsAreFree() throws {
        let limiter = Self.limiter {
            $0.address.messages = Rate(2, per: .seconds(60))
            $0.session.bytes = Rate(10, per: .seconds(60))
        }
        let session = SessionID()
        try limiter.count(.init(messages: 1, bytes: 10), by: Self.party("192.0.2.1", nil, session))
        for _ in 1...5 {
            let exceeded = #expect(throws: RateLimiter.Exceeded.self) {
                try limiter.count(.init(messages: 1, bytes: 1), by: Self.party("192.0.2.1", nil, session))
            }
            #expect(exceeded?.resource == .bytes)
        }
        try limiter.count(.init(messages: 1), by: Self.party("192.0.2.1"))
    }

    @Test("let everything through where nothing is limited, and remember nobody")
    func off() throws {
        let limiter = Self.limiter { _ in }
        for _ in 1...1000 {
            try limiter.count(
                .init(sessions: 9, messages: 9, bytes: 9),
                by: Self.party("192.0.2.1", "ada", SessionID())
            )
        }
        #expect(limiter.count == 0)
    }

    @Test("remember a bounded number of clients, the latest for certain")
    func bounded() throws {
        let limiter = Self.limiter(capacity: 100) { $0.address.messages = Rate(1, per: .seconds(60)) }
        for number in 0..<1000 {
            let address = "10.0.\(number / 250).\(number % 250)"
            try limiter.count(.init(messages: 1), by: Self.party(address))
            #expect(limiter.count <= 100)
            #expect(throws: RateLimiter.Exceeded.self) {
                try limiter.count(.init(messages: 1), by: Self.party(address))
            }
        }
        #expect(throws: RateLimiter.Exceeded.self) {
            try limiter.count(.init(messages: 1), by: Self.party("10.0.3.240"))
        }
    }

    @Test("never let through more than a bucket and what comes back", arguments: 1...10)
    func property(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let clock = ManualClock()
        let limiter = Self.limiter(clock: clock) {
            $0.address.messages = Rate(20, per: .seconds(10))
            $0.user.messages = Rate(10, per: .seconds(10))
        }
        var through: [String: Int] = [:]
        var elapsed = Duration.zero
        for _ in 1...500 {
            let step = Duration.milliseconds(Int.random(in: 0...200, using: &random))
            clock.advance(by: step)
            elapsed += step
            let user = ["ada", "bea", "cleo"].randomElement(using: &random) ?? ""
            let address = ["192.0.2.1", "192.0.2.2"].randomElement(using: &random) ?? ""
            if (try? limiter.count(.init(messages: 1), by: Self.party(address, user))) != nil {
                through[user, default: 0] += 1
                through[address, default: 0] += 1
            }
            for (key, count) in through {
                let burst = key.hasPrefix("192") ? 20.0 : 10.0
                #expect(Double(count) <= burst * (1 + elapsed / .seconds(10)) + 1e-6)
            }
        }
    }
}
