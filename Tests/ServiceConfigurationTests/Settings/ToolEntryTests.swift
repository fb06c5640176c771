import AgentRuntime
import ServiceConfiguration
import Testing

private struct Settings: Decodable, Equatable {
    var visit: String
    var region: String?
    var limits: Limits?

    struct Limits: Decodable, Equatable {
        var low: Int?
        var high: Int?
    }
}

@Suite struct ToolEntryTests {
    @Test func anEntryIsReadWhole() throws {
        let entry = try decode(
            ToolEntry.self,
            """
            kind: sports_price
            description: Dice il prezzo.
            display_name: Prezzi
            timeout: 5s
            result_limit: 4KiB
            retry: {attempts: 2, base: 50ms, cap: 1s}
            breaker: {failures: 3, cool_down: 10s}
            concurrency: 4
            settings:
              visit: competitive
            """
        )
        #expect(entry.kind.value == "sports_price")
        #expect(entry.kind.location.description == "f.yaml:1")
        #expect(entry.description == "Dice il prezzo.")
        #expect(entry.displayName == "Prezzi")
        #expect(entry.timeout == .seconds(5))
        #expect(entry.resultLimit == 4096)
        #expect(entry.policies.retry == RetryPolicy(attempts: 2, base: .milliseconds(50), cap: .seconds(1)))
        #expect(entry.policies.breaker == CircuitBreaker.Settings(failures: 3, coolDown: .seconds(10)))
        #expect(entry.policies.concurrency == 4)
        #expect(try entry.settings.settings(as: Settings.self) == Settings(visit: "competitive"))
    }

    @Test func anEntryThatSaysNothingAboutFailuresHasTheStandardPolicies() throws {
        let entry = try decode(ToolEntry.self, "kind: x")
        #expect(entry.policies.retry == ToolPolicy().retry)
        #expect(entry.policies.breaker == ToolPolicy().breaker)
        #expect(entry.policies.concurrency == nil)
        let off = try decode(ToolEntry.self, "kind: x\nretry: {attempts: 1}\nbreaker: {enabled: false}\n")
        #expect(off.policies.retry.attempts == 1)
        #expect(off.policies.retry.base == ToolPolicy.standardRetry.base)
        #expect(off.policies.breaker == nil)
    }

    @Test func settingsAreAsStrictAsTheRest() throws {
        func message(_ text: String) throws -> String? {
            let entry = try decode(ToolEntry.self, "kind: x\n\(text)")
            do {
                _ = try entry.settings.settings(as: Settings.self)
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(
            try message("settings:\n  visit: a\n  regoin: b\n")
                == "f.yaml:4: Unknown key \"regoin\". Did you mean \"region\"?"
        )
        #expect(try message("") == "f.yaml:1: settings.visit is missing. Add the key \"visit\".")
        #expect(
            try message("settings: {visit: a, limits: {low: x}}\n")
                == "f.yaml:2: settings.limits.low must be a whole number, without quotes, not \"x\"."
        )
    }

    @Test(arguments: [
        ("description: x\n", "f.yaml:1: kind is missing. Add the key \"kind\"."),
        ("kind: x\ntimeout: 0s\n", "f.yaml:2: timeout: 0s is out of range. Write a duration from 10ms to 1h."),
        ("kind: x\nresult_limit: 10\n", "f.yaml:2: result_limit: 10 is out of range. Write a size from 256 to 1MiB."),
        (
            "kind: x\nretry: {attempts: 11}\n",
            "f.yaml:2: retry.attempts: 11 is out of range. Write a whole number from 1 to 10."
        ),
        (
            "kind: x\nretry: {base: 3s}\n",
            "f.yaml:2: retry.cap: The first wait, base, is longer than 2s. Raise cap, or lower base."
        ),
        (
            "kind: x\nbreaker: {failures: 0}\n",
            "f.yaml:2: breaker.failures: 0 is out of range. Write a whole number from 1 to 1000."
        ),
        (
            "kind: x\nconcurrency: 0\n",
            "f.yaml:2: concurrency: 0 is out of range. Write a whole number from 1 to 10000."
        ),
        ("kind: x\nsettings: a\n", "f.yaml:2: settings must be a mapping of keys to values, not \"a\"."),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(mistake(ToolEntry.self, text) == message)
    }

    @Test func aRegionsSettingsLieOverTheEntrys() throws {
        let folder = try ConfigurationFolder([
            "config/tools/prices.yaml": "kind: k\ntimeout: 5s\nresult_limit: 1KiB\ndescription: Nazionale.\n"
                + "settings: {visit: a, limits: {low: 1, high: 9}}\n",
            "config/regions/lombardia.yaml": ConfigurationFolder.region(
                """
                tools:
                  - prices: {name: local, display_name: RAG, timeout: 1s, settings: {region: L, limits: {high: 5}}}
                  - prices
                """
            ),
        ])
        let tools = try #require(folder.load().regions.first).tools
        #expect(tools.map(\.name) == ["local", "prices"])
        #expect(tools.map(\.entry) == ["prices", "prices"])
        #expect(tools.map(\.displayName) == ["RAG", nil])
        #expect(tools.map(\.timeout) == [.seconds(1), .seconds(5)])
        #expect(tools.map(\.resultLimit) == [1024, 1024])
        #expect(tools.map(\.description) == ["Nazionale.", "Nazionale."])
        #expect(
            try tools.map { try $0.settings.settings(as: Settings.self) } == [
                Settings(visit: "a", region: "L", limits: .init(low: 1, high: 5)),
                Settings(visit: "a", limits: .init(low: 1, high: 9)),
            ]
        )
    }

    @Test func aMistakeInMergedSettingsIsFoundWhereItStands() throws {
        let folder = try ConfigurationFolder([
            "config/regions/lombardia.yaml": ConfigurationFolder.region(
                "tools:\n  - prices:\n      settings:\n        regoin: L\n"
            )
        ])
        let tool = try #require(folder.load().regions.first?.tools.first)
        #expect(
            folder.message { _ = try tool.settings.settings(as: Settings.self) }
                == "config/regions/lombardia.yaml:9: Unknown key \"regoin\". Did you mean \"region\"?"
        )
    }
}
