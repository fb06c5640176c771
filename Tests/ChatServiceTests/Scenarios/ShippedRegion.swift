import AgentRuntime
import AgentTesting
import Testing

/// What differs between the two shipped regions, as far as conversations show it.
struct ShippedRegion: Sendable, CustomTestStringConvertible {
    let id: String
    /// The variable that puts a server with the VAPI envelope in the place of the embedded tools.
    let toolsVariable: String
    let knowledgeBase: String
    /// What clients are shown for it.
    let knowledgeBaseBadge: String
    let nonCompetitivePrice: String
    let clinicInfo: String
    /// A town of the region, and when blood is drawn there on Saturdays.
    let town: String
    let saturdayDraws: String
    /// The competitive visit for a volleyball player of 13, and the other visit without and with a stress ECG.
    let prices: (volleyball: String, plain: String, withECG: String)
    /// When people answer, as the region writes it, and from when on Mondays.
    let hours: String
    let firstHour: String
    /// Where a conversation about sports is handed over.
    let sportsRoute: [String: String]
    /// What passes on an appointment that is to be moved, and where.
    let moving: (tool: String, route: [String: String])
    /// Whether a patient who wants a person is first asked what is needed.
    let helpsFirst: Bool

    var testDescription: String { self.id }

    static let all = [
        ShippedRegion(
            id: "lombardia",
            toolsVariable: "LOMBARDIA_TOOLS_URL",
            knowledgeBase: "knowledge_base_lombardia",
            knowledgeBaseBadge: "knowledge_base_lombardia",
            nonCompetitivePrice: "get_price_non_agonistic_visit_lombardia",
            clinicInfo: "call_graph_lombardia",
            town: "Tradate",
            saturdayDraws: "dalle 7:30 alle 9:30",
            prices: ("52,00 €", "48,00 €", "85,00 €"),
            hours: "lunedì-venerdì 08:00-20:00, sabato 08:00-13:00",
            firstHour: "8:00",
            sportsRoute: ["service": "4"],
            moving: ("request_transfer", ["service": "5"]),
            helpsFirst: false
        ),
        ShippedRegion(
            id: "piemonte",
            toolsVariable: "PIEMONTE_TOOLS_URL",
            knowledgeBase: "knowledge_base_new",
            knowledgeBaseBadge: "RAG",
            nonCompetitivePrice: "get_price_non_agonistic_visit",
            clinicInfo: "call_graph",
            town: "Torino",
            saturdayDraws: "dalle 7:30 alle 10:00",
            prices: ("49,50 €", "45,50 €", "80,00 €"),
            hours: "lunedì-giovedì 08:30-13:00 e 14:00-18:30, venerdì 08:30-17:00",
            firstHour: "8:30",
            sportsRoute: ["service": "4", "queue_code": "2|2|4", "sector": "info"],
            moving: ("cancel_previous_appointment", ["service": "5", "queue_code": "1|5", "sector": "booking"]),
            helpsFirst: true
        ),
    ]

    /// The arguments of a call of `request_transfer`.
    /// - Parameter immediate: whether nothing is to be asked first; only a region that would ask is told.
    func transfer(because reason: String, immediate: Bool = true) -> JSONValue {
        self.helpsFirst ? ["reason": .string(reason), "immediate": .bool(immediate)] : ["reason": .string(reason)]
    }

    /// The names of the information tools.
    var informationTools: Set<String> {
        [
            self.knowledgeBase, "get_competitive_pricing", self.nonCompetitivePrice, "get_exam_by_visit",
            "get_exam_by_sport", self.clinicInfo,
        ]
    }
}

extension TestConversation.Reply {
    /// What kinds of frames came, in order; chunks that follow each other count once.
    var labels: [String] { self.frames.labels }

    /// Whether nothing but an answer came: no function, no error.
    var isPlainAnswer: Bool {
        self.labels == ["typing", "chunk", "complete", "ready"] && self.text == self.chunks.joined()
    }

    /// Whether functions were called first and an answer followed.
    var isAnswerAfterCalls: Bool {
        let calls = Array(repeating: "function_called", count: self.functionsCalled.count)
        return self.labels == ["typing"] + calls + ["chunk", "complete", "ready"] && !calls.isEmpty
            && self.text == self.chunks.joined()
    }
}
