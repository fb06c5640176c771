import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct ApprovalSettingsTests {
    @Test func aRegionAsksInItsOwnWords() throws {
        let region = try decode(
            RegionSettings.self,
            ConfigurationFolder.region(
                "approval: {words: [Yes, go ahead], refusal: Stop, question: \"Run {{tool}}?\", hint: Say yes.}\n"
            )
        )
        let rules = region.approval.rules
        #expect(rules.isYes("Go ahead!"))
        #expect(!rules.isYes("sì"))
        #expect(
            rules
                == ApprovalRules(
                    words: ["Yes", "go ahead"],
                    refusal: "Stop",
                    question: try ApprovalQuestion("Run {{tool}}?"),
                    hint: "Say yes."
                )
        )
    }

    @Test func whatIsLeftOutIsInItalian() throws {
        let region = try decode(RegionSettings.self, ConfigurationFolder.region("approval: {refusal: Basta}\n"))
        #expect(region.approval.rules == ApprovalRules(refusal: "Basta"))
        #expect(try decode(RegionSettings.self, ConfigurationFolder.region()).approval.rules == ApprovalRules())
    }

    @Test(arguments: [
        ("{words: []}", "It needs words, without which nobody can say yes."),
        ("{words: [\"?\"]}", "It needs words, without which nobody can say yes."),
        ("{refusal: ok}", "It is among the words that count as a yes."),
        ("{question: \"{{phone}}?\"}", "{{phone}} means nothing for all tools. There are {{tool}} and {{arguments}}."),
    ])
    func aMistakeIsTold(_ text: String, _ words: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try decode(RegionSettings.self, ConfigurationFolder.region("approval: \(text)\n"))
        }
        #expect(error?.description.contains(words) == true)
    }
}
