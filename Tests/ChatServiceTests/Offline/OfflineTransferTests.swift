import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, transfers")
struct OfflineTransferTests {
    private static let reason = "Per quale motivo vuole parlare con una persona?"

    @Test("are asked for, agreed to and made, in Lombardia")
    func lombardia() async throws {
        let chat = try await ShippedAssistant().conversation()
        #expect(try await chat.say("Vorrei parlare con un operatore").text == Self.reason)
        let summary = try await chat.say("Un reclamo sulla fattura")
        #expect(summary.functionsCalled.isEmpty)
        #expect(summary.text.hasSuffix("Passo la conversazione a un operatore?"))
        let done = try await chat.say("sì")
        #expect(done.functionsCalled == ["request_transfer"])
        #expect(done.text == "La conversazione passa a un operatore.")
        let handoff = try #require(done.frames.first { $0.type == "handoff" })
        #expect(handoff["reason"] == "Un reclamo sulla fattura")
        #expect(handoff["route"] == ["service": "5"])
    }

    @Test("are put off once, and made when the patient insists, in Piemonte")
    func piemonte() async throws {
        let chat = try await ShippedAssistant("piemonte").conversation()
        #expect(try await chat.say("Vorrei parlare con un operatore").text == Self.reason)
        _ = try await chat.say("Il referto del prelievo")
        let first = try await chat.say("sì")
        #expect(first.functionsCalled == ["request_transfer"])
        #expect(first.text == "Mi dica pure di che cosa ha bisogno: provo ad aiutarla subito io.")
        #expect(first.frames.contains { $0.type == "handoff" } == false)
        _ = try await chat.say("Vorrei parlare con un operatore")
        _ = try await chat.say("Il referto del prelievo")
        let second = try await chat.say("sì")
        let handoff = try #require(second.frames.first { $0.type == "handoff" })
        #expect(handoff["route"] == ["service": "1", "queue_code": "2|2|1", "sector": "info"])
    }

    @Test("are refused outside the hours, with the hours")
    func closed() async throws {
        let assistant = try await ShippedAssistant()
        assistant.wait(.seconds(11 * 3600))  // Monday at 21:00.
        let chat = try await assistant.conversation()
        _ = try await chat.say("Vorrei parlare con un operatore")
        _ = try await chat.say("Un reclamo sulla fattura")
        let refused = try await chat.say("sì")
        #expect(refused.frames.contains { $0.type == "handoff" } == false)
        #expect(refused.text.contains("Rispondono lunedì-venerdì 08:00-20:00, sabato 08:00-13:00."))
        #expect(refused.text.contains("martedì 24 novembre 2026 alle 8:00."))
        #expect(!refused.text.contains("Non proporre"))
    }

    @Test("are told of in the prompt of a region that can make them")
    func prompt() async throws {
        for region in ["lombardia", "piemonte"] {
            let prompt = try await ShippedAssistant.shared(region).agent.prompt.text
            #expect(prompt.contains("- `request_transfer`: Passa la conversazione a un operatore umano."))
            #expect(prompt.contains("Passa la conversazione con lo strumento, solo se il paziente è d'accordo"))
            #expect(!prompt.contains("Non puoi passare la conversazione"))
        }
    }
}
