import ServiceConfiguration
import Testing

@Suite struct DidYouMeanTests {
    @Test(arguments: [
        ("sport_price", "sports_price"), ("Booking", "booking"), ("bokoing", "booking"),
        ("knowlege_base", "knowledge_base"),
        ("weather", nil), ("x", nil), ("", nil),
    ])
    func theNearestNameIsOffered(_ written: String, _ meant: String?) {
        #expect(didYouMean(written, among: ["sports_price", "booking", "knowledge_base", "y"]) == meant)
    }

    @Test func ofEquallyNearNamesTheFirstInOrderIsOffered() {
        #expect(didYouMean("toolx", among: ["toolb", "toola"]) == "toola")
    }

    @Test func aLocationMakesErrors() {
        let place = ConfigurationLocation(file: "config/regions/lombardia.yaml", line: 14)
        #expect(
            place.error(unknown: "tool kind", named: "sport_price", among: ["sports_price", "http"]).description
                == "config/regions/lombardia.yaml:14: No tool kind is named \"sport_price\". Did you mean \"sports_price\"?"
        )
        #expect(
            ConfigurationLocation(file: "a.yaml").error(unknown: "model", named: "x", among: ["c", "b"]).description
                == "a.yaml: No model is named \"x\". There are: b, c."
        )
    }
}
