import Testing

@testable import AgentRuntime

@Suite("How the offline model tells results")
struct OfflineAnswerTests {
    private func text(_ content: JSONValue, arguments: JSONValue = .null, tools: [ToolDefinition] = []) -> String {
        OfflineAnswer(
            toolbox: OfflineToolbox(tools, .italian),
            calendar: OfflineCalendar("Europe/Rome"),
            arguments: arguments
        ).text(of: content)
    }

    @Test("what is meant for people is told as it is")
    func forPeople() {
        #expect(self.text("Solo testo.") == "Solo testo.")
        #expect(self.text(["answer": "Sì.", "confidence": 0.9, "source": "x", "others": [["answer": "No."]]]) == "Sì.")
        #expect(self.text(["answer": nil, "success": false, "message": "Nessun articolo."]) == "Nessun articolo.")
        #expect(self.text(["answer": "Forse.", "confidence": 0.3]).hasSuffix("domanda: Forse."))
    }

    @Test("days, times, prices and units are told as people say them, keys and flags not at all")
    func members() {
        #expect(
            self.text([
                "success": true, "name": "Sala blu", "date": "2026-11-24", "time": "9:30", "price": 52.5,
                "price_cents": 5250, "minutes": 30, "room_id": "c89d1296-fa32-454b-9fae-aaf96e111f83",
                "state": "libera", "note": "Portare un documento.", "open": false, "valid_until": "10:15",
            ])
                == "Sala blu, martedì 24 novembre 2026 alle 9:30, 52,50 €, 30 minuti, libera, fino alle 10:15. "
                + "Portare un documento."
        )
        #expect(self.text(["price_cents": 1250]) == "12,50 €.")
        #expect(self.text(["starts": "2026-11-24T08:30:00Z"]) == "Martedì 24 novembre 2026 alle 9:30.")
        #expect(self.text(["confirmed": true, "code": "CB-7K2M9XQ4"]) == "Confermato. Codice: CB-7K2M9XQ4.")
        #expect(self.text(["cancelled": true, "already_cancelled": true, "name": "Sala"]) == "Annullato: Sala.")
        #expect(self.text(["temperature": 21, "city": "Roma"]) == "Roma, temperature: 21.")
    }

    @Test("lists are told, things twice are not, nor what the call said already")
    func lists() {
        #expect(
            self.text(
                ["sport": "rugby", "exams": ["visita", "spirometria", "prova"], "exam_count": 3],
                arguments: ["sport": "rugby"]
            ) == "Visita, spirometria e prova."
        )
        #expect(
            self.text(["centres": [["name": "Uno", "city": "Monza"], ["name": "Due", "city": "Lodi"]]])
                == "- Uno, Monza\n- Due, Lodi"
        )
        #expect(self.text(["address": "Via Finta 1, Milano", "city": "Milano"]) == "Via Finta 1, Milano.")
        #expect(self.text([:]) == "Mi dispiace, non ho trovato nulla.")
    }

    @Test("of a failure, what a person can read is told, and what is wrong is asked again")
    func failures() {
        let tool = ToolDefinition(
            name: "book",
            description: "Prenota.",
            parameters: .object(
                ["first_name": .string("Il nome."), "sport": .string("Lo sport.")],
                required: ["first_name", "sport"]
            ),
            effect: .write
        )
        let toolbox = OfflineToolbox([tool], .italian)
        func failure(_ text: String) -> OfflineFailure { OfflineFailure(text, toolbox: toolbox) }
        var request = OfflineRequest(toolbox.tools[0], said: [])
        request.arguments = ["first_name": "Ada", "sport": "danza"]

        let named = failure("Non è stato fatto. Da correggere: first_name: serve il nome. Chiama di nuovo book.")
        #expect(named.readable == "Non è stato fatto.")
        #expect(named.wrongParameters(of: request) == ["first_name"])
        let quoted = failure("«danza» può voler dire più cose. Chiedi quale.")
        #expect(quoted.readable == "«danza» può voler dire più cose.")
        #expect(quoted.wrongParameters(of: request) == ["sport"])
        #expect(failure("book failed. Do not guess what it would have said.").readable == nil)
    }
}
