import AgentRuntime
import AgentTesting
import Testing

@Suite struct TokenBucketTests {
    @Test func itLetsAWholeBucketThroughAndThenWhatComesBack() {
        let rate = Rate(3, per: .seconds(6))
        var bucket = TokenBucket()
        for _ in 1...3 {
            #expect(bucket.wait(for: 1, at: rate, now: .zero) == .zero)
            bucket.take(1, at: rate, now: .zero)
        }
        #expect(bucket.wait(for: 1, at: rate, now: .zero) == .seconds(2))
        #expect(bucket.wait(for: 2, at: rate, now: .seconds(1)) == .seconds(3))
        #expect(bucket.wait(for: 1, at: rate, now: .seconds(2)) == .zero)
    }

    @Test func moreThanAWholeBucketCountsAsAWholeOne() {
        let rate = Rate(10, per: .seconds(10))
        var bucket = TokenBucket()
        #expect(bucket.wait(for: 1000, at: rate, now: .zero) == .zero)
        bucket.take(1000, at: rate, now: .zero)
        #expect(bucket.wait(for: 1000, at: rate, now: .zero) == .seconds(10))
    }

    @Test(arguments: 1...20)
    func itNeverLetsThroughMoreThanABucketAndWhatComesBackInAnyTime(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rate = Rate(
            Int.random(in: 1...50, using: &random),
            per: .milliseconds(Int.random(in: 1...5000, using: &random))
        )
        var bucket = TokenBucket()
        var now = Duration.milliseconds(Int.random(in: 0...10_000, using: &random))
        var taken: [(at: Duration, amount: Int)] = []
        for _ in 1...200 {
            now += .microseconds(Int.random(in: 0...200_000, using: &random))
            let amount = Int.random(in: 1...rate.count, using: &random)
            let wait = bucket.wait(for: amount, at: rate, now: now)
            if wait > .zero {
                #expect(bucket.wait(for: amount, at: rate, now: now + wait) == .zero)
                continue
            }
            bucket.take(amount, at: rate, now: now)
            taken.append((now, amount))
        }
        for start in taken.indices {
            var sum = 0
            for end in start..<taken.endIndex {
                sum += taken[end].amount
                let time = (taken[end].at - taken[start].at) / rate.period
                #expect(Double(sum) <= Double(rate.count) * (1 + time) + 1e-6)
            }
        }
    }
}
