import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct ModelChainTests {
    /// The chain that `models.yaml` makes of its default, `a`.
    private static func chain(_ models: String) throws -> ModelChain {
        let settings = try decode(ModelSettings.self, "default: a\nmodels:\n\(models)")
        return try settings.chain(for: settings.standard, environment: [:])
    }

    private static func names(_ models: String) throws -> [String] {
        let chain = try Self.chain(models)
        return [chain.first.name] + chain.fallbacks.map(\.name)
    }

    private static func mistake(_ models: String) -> String? {
        ServiceConfigurationTests.mistake(ModelSettings.self, "models:\n\(models)")
    }

    @Test func aModelThatSaysNothingIsAskedThreeTimesAndHasABreaker() throws {
        let chain = try Self.chain("  a: {provider: offline}\n")
        #expect(chain.first.choice == .offline)
        #expect(chain.first.policies.retry == RetryPolicy(attempts: 3, base: .milliseconds(500), cap: .seconds(8)))
        #expect(chain.first.policies.breaker == .init(failures: 5, coolDown: .seconds(30)))
        #expect(chain.first.policies.concurrency == nil)
        #expect(chain.fallbacks.isEmpty)
    }

    @Test func anEntryIsReadWhole() throws {
        let policies = try Self.chain(
            """
              a:
                provider: offline
                retry: {attempts: 5, base: 1s, cap: 20s}
                breaker: {failures: 2, cool_down: 1m}
                concurrency: 16
            """
        ).first.policies
        #expect(policies.retry == RetryPolicy(attempts: 5, base: .seconds(1), cap: .seconds(20)))
        #expect(policies.breaker == .init(failures: 2, coolDown: .seconds(60)))
        #expect(policies.concurrency == 16)
    }

    @Test func aBreakerCanBeSwitchedOff() throws {
        #expect(try Self.chain("  a: {provider: offline, breaker: {enabled: false}}\n").first.policies.breaker == nil)
    }

    @Test func fallbacksFollowInOrderEachWithItsOwn() throws {
        let models = """
              a: {provider: offline, fallback: [b, c]}
              b: {provider: offline, fallback: [d, c]}
              c: {provider: offline}
              d: {provider: offline, retry: {attempts: 1}, fallback: [auto]}

            """
        #expect(try Self.names(models) == ["a", "b", "d", "auto", "c"])
        #expect(try Self.chain(models).fallbacks[1].policies.retry.attempts == 1)
    }

    @Test func autoAndDefaultAreOneEndpointByOneName() throws {
        let settings = try decode(ModelSettings.self, "default: a\nmodels: {a: {provider: offline}}\n")
        let region = try decode(Located<String>.self, "default\n")
        #expect(try settings.chain(for: region, environment: [:]).first.name == "a")
        let auto = try decode(ModelSettings.self, "{}\n")
        #expect(try auto.chain(for: region, environment: ["OPENAI_API_KEY": "k"]).first.name == "auto")
    }

    @Test func aFallbackThatDoesNotExistIsNamed() {
        #expect(
            Self.mistake("  a: {provider: offline, fallback: [spare]}\n  spar: {provider: offline}\n")
                == "f.yaml:2: No model is named \"spare\". Did you mean \"spar\"?"
        )
        #expect(
            Self.mistake("  a:\n    provider: offline\n    fallback:\n      - default\n")
                == "f.yaml:5: No model is named \"default\". There are: a, auto."
        )
    }

    @Test func fallbacksThatGoRoundInACircleAreNamed() {
        #expect(
            Self.mistake("  a: {provider: offline, fallback: [a]}\n")
                == "f.yaml:2: The fallbacks go round in a circle: a, a. Remove one of them."
        )
        #expect(
            Self.mistake(
                """
                  a: {provider: offline, fallback: [b]}
                  b: {provider: offline, fallback: [c]}
                  c: {provider: offline, fallback: [a]}

                """
            ) == "f.yaml:4: The fallbacks go round in a circle: a, b, c, a. Remove one of them."
        )
    }

    @Test(arguments: [
        ("retry: {attempts: 0}", "retry.attempts: 0 is out of range. Write a whole number from 1 to 10."),
        ("retry: {base: 2s, cap: 1s}", "retry.cap: The first wait, base, is longer than 1s. Raise cap, or lower base."),
        ("retry: {atempts: 2}", "Unknown key \"atempts\". Did you mean \"attempts\"?"),
        ("breaker: off", "models.a.breaker must be a mapping of keys to values, not \"off\"."),
        ("breaker: {cool_down: 5}", "is not a duration"),
        ("concurrency: 0", "concurrency: 0 is out of range. Write a whole number from 1 to 10000."),
        ("fallback: b", "models.a.fallback must be a list"),
    ])
    func mistakesAreNamed(_ entry: String, _ reason: String) throws {
        let mistake = try #require(Self.mistake("  a: {provider: offline, \(entry)}\n"))
        #expect(mistake.hasPrefix("f.yaml:2: "))
        #expect(mistake.contains(reason))
    }
}
