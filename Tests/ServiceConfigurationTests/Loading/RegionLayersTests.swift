import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct RegionLayersTests {
    private static let base = "config/base.yaml"
    private static let region = "config/regions/lombardia.yaml"

    @Test func aRegionTakesWhatItLeavesOutFromTheBase() throws {
        let folder = try ConfigurationFolder([
            Self.base:
                "brand: Comune\ntexts:\n  closed: Chiuso.\n  greeting: Salve.\nhours:\n  monday: [\"08:00-12:00\"]\n",
            Self.region: ConfigurationFolder.region("texts:\n  greeting: Ciao.\n"),
        ])
        let region = try #require(try folder.load().regions.first)
        #expect(region.settings.brand == "Marca")
        #expect(region.settings.texts == ["closed": "Chiuso.", "greeting": "Ciao."])
        #expect(region.settings.hours[.monday] == [480..<720])
    }

    @Test func aListIsTheRegionsOwnOrTheBases() throws {
        let folder = try ConfigurationFolder([
            Self.base: "tools: [prices]\nclosures: [2026-12-25]\n",
            Self.region: ConfigurationFolder.region("closures: []\n"),
        ])
        let region = try #require(try folder.load().regions.first)
        #expect(region.tools.map(\.name) == ["prices"])
        #expect(region.settings.closures.isEmpty)
    }

    @Test func aMistakeInTheBaseIsToldWithItsFile() throws {
        for (text, words) in [
            ("brnad: X\n", "Unknown key \"brnad\""), ("- a\n", "What regions share must be a mapping"),
            ("time_zone: Europe/Roma\n", "\"Europe/Roma\" is not a time zone"),
        ] {
            let message = try #require(try ConfigurationFolder([Self.base: text]).mistake())
            #expect(message.hasPrefix("config/base.yaml:1: ") && message.contains(words), "\(message)")
        }
    }

    @Test func anExplanationNamesTheLayerThatCountsAndThoseItHides() throws {
        let folder = try ConfigurationFolder([
            Self.base: "texts:\n  closed: Chiuso.\n  greeting: Salve.\n",
            Self.region: ConfigurationFolder.region(
                "texts:\n  greeting: Ciao.\ntools:\n- prices:\n    name: get_price\n    settings: {visit: non_competitive}\n"
            ),
        ])
        let region = try #require(try folder.load().regions.first)
        let greeting = region.explanation(of: "texts.greeting").layers
        #expect(greeting.map(\.name) == ["region", "base"])
        #expect(greeting.map(\.value) == ["Ciao.", "Salve."])
        #expect(greeting.map(\.location.line) == [7, 3])
        #expect(region.explanation(of: "texts.closed").layers.map(\.name) == ["base"])
        #expect(region.explanation(of: "texts.nothing").layers.isEmpty)
        let visit = region.explanation(of: "tools.get_price.settings.visit").layers
        #expect(visit.map(\.name) == ["region", "entry"])
        #expect(visit.map(\.value) == ["non_competitive", "competitive"])
        #expect(region.explanation(of: "tools.prices.kind").layers.map(\.value) == ["sports_price"])
        let tool = region.explanation(of: "tools.get_price").layers
        #expect(tool.map(\.name) == ["region", "entry"])
        #expect(tool.map(\.isMapping) == [true, true])
        #expect(greeting.map(\.isMapping) == [false, false])
    }

    @Test func whatAnExplanationTellsOfAListIsOneThingPerElement() throws {
        let folder = try ConfigurationFolder([
            Self.base: "approval:\n  words: [ok, \"sì, grazie\"]\n", Self.region: ConfigurationFolder.region(""),
        ])
        let region = try #require(try folder.load().regions.first)
        #expect(region.explanation(of: "approval.words").layers.map(\.value) == [#"[ok, "sì, grazie"]"#])
    }

    @Test func whatComesFromTheEnvironmentIsShownAsItIsWritten() throws {
        let folder = try ConfigurationFolder([
            Self.region: ConfigurationFolder.region("texts:\n  secret: ${SECRET_TEXT}\n")
        ])
        let region = try #require(try folder.load(environment: ["SECRET_TEXT": "hidden"]).regions.first)
        #expect(region.explanation(of: "texts.secret").layers.map(\.value) == ["${SECRET_TEXT}"])
    }

    @Test func aVariableSwitchesToolsOnAndOff() throws {
        let folder = try ConfigurationFolder([
            "config/tools/remote.yaml": "kind: vapi\nprovides: sports_price\n",
            Self.region: ConfigurationFolder.region(
                "tools:\n- prices: {unless: TOOLS_URL, name: price}\n- remote: {when: TOOLS_URL, name: price}\n"
            ),
        ])
        func kinds(_ environment: [String: String]) throws -> [String] {
            try folder.load(environment: environment).regions.flatMap(\.tools).map(\.kind.value)
        }
        #expect(try kinds([:]) == ["sports_price"])
        #expect(try kinds(["TOOLS_URL": ""]) == ["sports_price"])
        #expect(try kinds(["TOOLS_URL": "http://localhost:1"]) == ["vapi"])
        #expect(try folder.load(environment: ["TOOLS_URL": "x"]).regions[0].tools[0].provides == "sports_price")
        let mistaken = try ConfigurationFolder([
            Self.region: ConfigurationFolder.region("tools:\n- prices: {when: \"${X}\"}\n")
        ])
        #expect(mistaken.mistake(environment: ["X": "1"])?.contains("cannot name an environment variable") == true)
    }
}
