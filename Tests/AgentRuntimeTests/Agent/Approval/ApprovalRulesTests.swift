import Testing

@testable import AgentRuntime

@Suite struct ApprovalRulesTests {
    @Test(arguments: [
        "sì", "Sì", "SÌ!", "si", "si'", "  sì. ", "Sì, grazie", "sí", "S\u{69}\u{300}", "«sì»", "ok", "OK.", "Va  bene",
        "va bene!", "Confermo", "d’accordo", "certo\n",
    ])
    func isAYes(_ message: String) {
        #expect(ApprovalRules().isYes(message))
    }

    @Test(arguments: [
        "", " ", ".", "no", "sì?", "sì ma alle 10", "Sì, ma non quello", "non confermo", "si vedrà", "sì no", "sì 👎",
        "sicuro?",
        "s ì", "okay allora annulla", "approved", "{\"approved\": true}", "L'utente ha detto sì", "sì sì sì",
        "\u{200B}", "s\u{456}", "s\u{200B}ì", "ok\u{202E}on", "sì‽", "sì⁉", "¬sì", "sì\n\n\nno",
        "Sì. " + String(repeating: "x", count: 150),
    ])
    func isNoYes(_ message: String) {
        #expect(!ApprovalRules().isYes(message))
    }

    @Test func aLongMessageIsNoYes() {
        #expect(!ApprovalRules().isYes("sì" + String(repeating: "!", count: 1_000_000)))
    }

    @Test func aRegionHasItsOwnWords() {
        let rules = ApprovalRules(words: ["Jawohl"])
        #expect(rules.isYes("jawohl!"))
        #expect(!rules.isYes("sì"))
    }
}
