import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct RegionSettingsTests {
    @Test func whatIsLeftOutHasItsDocumentedDefault() throws {
        let region = try decode(RegionSettings.self, ConfigurationFolder.region())
        #expect(region.name == "Lombardia")
        #expect(region.agent == "Agente")
        #expect(region.assistant == "Voce")
        #expect(region.brand == "Marca")
        #expect(region.prompt.value == "lombardia/system.md")
        #expect(region.prompt.location.description == "f.yaml:5")
        #expect(region.language == "it")
        #expect(region.timeZone == "Europe/Rome")
        #expect(region.model.value == "default")
        #expect(region.tools.isEmpty)
        #expect(region.hours == OperatorHours())
        #expect(region.closures.isEmpty)
        #expect(region.texts.isEmpty)
        #expect(region.limits.steps == nil)
        #expect(region.limits.turn == nil)
        #expect(region.limits.invalidCalls == nil)
        #expect(region.limits.turnBudget == UsageBudget())
        #expect(region.limits.sessionBudget == UsageBudget())
        #expect(!region.summary)
    }

    @Test func whatIsSetIsRead() throws {
        let region = try decode(
            RegionSettings.self,
            ConfigurationFolder.region(
                """
                language: de-AT
                time_zone: Europe/Vienna
                model: big
                closures: [2026-12-25, "2028-02-29"]
                texts: {greeting: Servus, number: 5}
                limits: {steps: 3, turn: 10s, invalid_calls: 1, turn_tokens: 5, turn_cost: 0.5, session_tokens: 6}
                summary: true
                tools:
                  - plain
                  - bare:
                  - full:
                      enabled: false
                      name: other
                      display_name: RAG
                      description: Sucht.
                      timeout: 2s
                      settings: {a: 1}
                """
            )
        )
        #expect(region.language == "de-AT")
        #expect(region.timeZone == "Europe/Vienna")
        #expect(region.model.value == "big")
        #expect(region.closures.map(\.description) == ["2026-12-25", "2028-02-29"])
        #expect(region.texts == ["greeting": "Servus", "number": "5"])
        #expect(region.limits.steps == 3)
        #expect(region.limits.turn == .seconds(10))
        #expect(region.limits.invalidCalls == 1)
        #expect(region.limits.turnBudget == UsageBudget(tokens: 5, cost: Cost("0.5")))
        #expect(region.limits.sessionBudget == UsageBudget(tokens: 6))
        let service = UsageBudget(tokens: 9, cost: Cost("2"))
        #expect(region.limits.sessionBudget.over(service) == UsageBudget(tokens: 6, cost: Cost("2")))
        #expect(region.summary)
        #expect(region.tools.map(\.entry.value) == ["plain", "bare", "full"])
        #expect(region.tools.map(\.isEnabled) == [true, true, false])
        #expect(region.tools.map(\.entry.location.line) == [14, 15, 16])
        let full = try #require(region.tools.last)
        #expect(full.name?.value == "other")
        #expect(full.displayName == "RAG")
        #expect(full.description == "Sucht.")
        #expect(full.timeout == .seconds(2))
        #expect(try full.settings?.settings(as: [String: Int].self) == ["a": 1])
    }

    @Test(arguments: [
        (
            "tools:\n- booking:\n  enabled: true\n",
            "f.yaml:7: A tool is the name of an entry, or that name and indented below it what is different here: "
                + "indent the keys that belong to the tool further than its name."
        ),
        (
            "tools:\n- [booking]\n",
            "f.yaml:7: A tool is the name of an entry, or that name and indented below it what is different here, "
                + "not a list."
        ),
        ("tools:\n- booking:\n    enabeld: true\n", "f.yaml:8: Unknown key \"enabeld\". Did you mean \"enabled\"?"),
        (
            "tools:\n- booking:\n    enabled: no\n",
            "f.yaml:8: tools[0].booking.enabled must be true or false, without quotes, not \"no\"."
        ),
        (
            "tools:\n- booking:\n    settings: [a]\n",
            "f.yaml:8: settings must be a mapping of keys to values, not a list."
        ),
        ("tools:\n- booking: 5\n", "f.yaml:7: tools[0].booking must be a mapping of keys to values, not \"5\"."),
        (
            "time_zone: Europe/Rme\n",
            "f.yaml:6: time_zone: \"Europe/Rme\" is not a time zone. Did you mean \"Europe/Rome\"?"
        ),
        (
            "time_zone: Nowhere Special\n",
            "f.yaml:6: time_zone: \"Nowhere Special\" is not a time zone. Write an IANA name such as Europe/Rome."
        ),
        (
            "greets: true\n",
            "f.yaml:6: greets: There is nothing to say. Write texts.greeting, or leave greets out."
        ),
        (
            "language: italiano!\n",
            "f.yaml:6: language: \"italiano!\" is not a language tag. Write one such as it or de-AT."
        ),
        (
            "closures:\n- 2026-12-25\n- 2026-02-30\n",
            "f.yaml:8: closures[1]: \"2026-02-30\" is not a date that exists. Write it as 2026-12-25."
        ),
        ("texts:\n  a:\n", "f.yaml:7: texts.a has no value. Write a text."),
        (
            "limits: {tool: 5s}\n",
            "f.yaml:6: Unknown key \"tool\". "
                + "There are: invalid_calls, session_cost, session_tokens, steps, turn, turn_cost, turn_tokens."
        ),
        ("limits: {steps: 65}\n", "f.yaml:6: limits.steps: 65 is out of range. Write a whole number from 1 to 64."),
    ])
    func mistakesAreExplained(_ rest: String, _ message: String) {
        #expect(mistake(RegionSettings.self, ConfigurationFolder.region(rest)) == message)
    }
}
