import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct RegionKeysTests {
    private struct Settings: Decodable {
        var visit: String
        var prices: String?
        var age: Age?
        struct Age: Decodable { var least: Int? }
    }

    private func mistake(in key: String) throws -> String? {
        let folder = try ConfigurationFolder([
            "config/base.yaml": "texts:\n  closed: Chiuso.\n",
            "config/regions/lombardia.yaml": ConfigurationFolder.region(
                "limits: {steps: 4}\ntools:\n- prices:\n    name: get_price\n    settings: {visit: non_competitive}\n"
            ),
        ])
        let region = try #require(try folder.load().regions.first)
        return region.mistake(in: key) { kind, settings in
            #expect(kind == "sports_price")
            _ = try settings.settings(as: Settings.self)
        }
    }

    @Test(arguments: [
        "language", "greets", "texts.anything", "limits.turn", "limits.turn_tokens", "hours.monday", "approval",
        "approval.words", "closures", "tools.get_price.timeout", "tools.get_price.when", "tools.prices.retry",
        "tools.prices.retry.attempts", "tools.get_price.question", "tools.prices.settings.prices",
        "tools.get_price.settings.age.least",
    ])
    func aKeyThatCouldBeWrittenIsFine(_ key: String) throws {
        #expect(try self.mistake(in: key) == nil)
    }

    @Test(arguments: [
        ("langauge", "Unknown key \"langauge\". Did you mean \"language\"?"),
        ("assistnat", "Unknown key \"assistnat\". Did you mean \"assistant\"?"),
        ("txets.closed", "Unknown key \"txets\". Did you mean \"texts\"?"),
        ("limits.turns", "Unknown key \"turns\". Did you mean \"turn\"?"),
        ("hours.lunedì", "Unknown key \"lunedì\". There are: friday, monday,"),
        ("approval.wrods", "Unknown key \"wrods\". Did you mean \"words\"?"),
        ("greets.loudly", "greets must be true or false, without quotes, not a mapping."),
        ("tools.get_prise.kind", "The region has no tool \"get_prise\". Did you mean \"get_price\"?"),
        ("tools.get_price.timout", "Unknown key \"timout\". Did you mean \"timeout\"?"),
        ("tools.get_price.enabeld", "Unknown key \"enabeld\". Did you mean \"enabled\"?"),
        ("tools.prices.retry.atempts", "Unknown key \"atempts\". Did you mean \"attempts\"?"),
        ("tools.prices.settings.price", "Unknown key \"price\". Did you mean \"prices\"?"),
        ("tools.prices.settings.age.lest", "Unknown key \"lest\". Did you mean \"least\"?"),
    ])
    func aKeyThatNobodyReadsIsToldWithTheNearest(_ key: String, _ words: String) throws {
        let mistake = try #require(try self.mistake(in: key))
        #expect(mistake.hasPrefix(words), "\(mistake)")
    }
}
