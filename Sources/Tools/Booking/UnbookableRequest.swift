import AgentRuntime

/// What patients ask for at a booking desk that no desk books, told from the words alone so that the search never
/// offers something that merely sounds alike.
enum UnbookableRequest: Hashable, Sendable {
    /// A visit or certificate for a sport.
    case sportsVisit
    /// Blood and other laboratory tests.
    case laboratory

    /// `nil` for everything that may be in the catalogue.
    init?(_ query: String) {
        let words = BookingWords.folded(query)
        func has(_ stems: String...) -> Bool {
            words.contains { word in stems.contains(where: word.hasPrefix) }
        }
        let isCertificate = has("certificat", "idoneit")
        if has("agonistic", "nonagonistic", "agonism")
            || has("sport") && (isCertificate || has("visit", "medic", "controll", "libretto") || words.count == 1)
            || isCertificate
                && has("palestr", "calci", "nuot", "danz", "pallavol", "basket", "tennis", "atletic", "ginnast")
        {
            self = .sportsVisit
        } else if has("emocromo", "laboratorio", "prelievo", "prelievi")
            || has("sangue", "urin", "ematic", "ematochimic") && has("esam", "analis", "test", "prelev")
            || words == ["analisi"]
        {
            self = .laboratory
        } else {
            return nil
        }
    }

    /// What the model is told instead of results.
    var result: ToolResult {
        switch self {
        case .sportsVisit:
            ToolResult(
                ["found": 0, "services": [], "reason": "Le visite sportive non si prenotano in chat."],
                instruction:
                    "Di' che le visite sportive non si prenotano in chat. Se il paziente vuole sapere il prezzo usa lo "
                    + "strumento dei prezzi delle visite sportive (agonistica o non agonistica). Non proporre altre "
                    + "prestazioni."
            )
        case .laboratory:
            ToolResult(
                ["found": 0, "services": [], "reason": "Gli esami di laboratorio non si prenotano in chat."],
                instruction:
                    "Di' che esami del sangue e altri esami di laboratorio non si prenotano in chat. Per come si "
                    + "fanno, orari e preparazione cerca nella raccolta di risposte, se c'è. Non proporre altre "
                    + "prestazioni."
            )
        }
    }
}
