import AgentRuntime
import AgentTesting
import Testing

@Suite struct CostTests {
    @Test(arguments: [
        ("0", 0), ("1", 1_000_000_000_000), ("0.000001", 1_000_000), ("12.5", 12_500_000_000_000),
        ("007.10", 7_100_000_000_000),
    ])
    func anAmountIsReadExactly(_ text: String, _ value: Int64) {
        #expect(Cost(text)?.rawValue == value)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", "0.0000001", "5 EUR", "9999999999", "٣"])
    func whatIsNoAmountIsRefused(_ text: String) {
        #expect(Cost(text, decimals: 6) == nil)
    }

    @Test(arguments: [(0, "0"), (7, "0.000000000007"), (12_500_000_000_000, "12.5"), (-1_500_000_000_000, "-1.5")])
    func anAmountIsWrittenAsADecimal(_ value: Int64, _ text: String) {
        #expect(Cost(rawValue: value).description == text)
    }

    @Test func whatIsWrittenIsReadAgain() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<1000 {
            let cost = Cost(rawValue: .random(in: 0 ... .max, using: &random))
            #expect(Cost(cost.description) == cost)
        }
    }

    @Test func tokensCostWhatTheirPriceSays() throws {
        let price = TokenPrice(
            input: try #require(Cost("2.5")),
            cachedInput: Cost("0.0375"),
            output: try #require(Cost("10"))
        )
        let usage = TokenUsage(input: 1001, output: 3, cachedInput: 1000)
        // One token read at 2.5, a thousand cached at 0.0375, three written at 10 per million.
        #expect(price.cost(of: usage).description == "0.00007")
        #expect(TokenPrice(input: price.input, output: price.output).cost(of: usage).description == "0.0025325")
        #expect(price.cost(of: .zero) == .zero)
        // More cached than read is a provider's mistake, and no gain.
        #expect(price.cost(of: TokenUsage(input: 1, output: 0, cachedInput: 9)).description == "0.0000000375")
    }

    @Test func theSumOfManySmallStepsIsExact() throws {
        let price = TokenPrice(input: try #require(Cost("0.000001")), output: .zero)
        let sum = (0..<1_000_000).reduce(Cost.zero) { sum, _ in sum + price.cost(of: TokenUsage(input: 1, output: 0)) }
        #expect(sum == Cost("0.000001"))
    }

    @Test func whatIsTooMuchToCountStaysTheMost() throws {
        let most = Cost(rawValue: .max)
        #expect(most + Cost(rawValue: 1) == most)
        let price = TokenPrice(input: try #require(Cost("1000000")), output: .zero)
        #expect(price.cost(of: TokenUsage(input: .max, output: 0)) == most)
    }
}
