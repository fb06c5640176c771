import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, exams")
struct OfflineExamTests {
    @Test(
        "are told for a sport that is named",
        arguments: ["lombardia", "piemonte"],
        [
            "Quali esami comprende la visita per la pallavolo?", "Che esami servono per la pallavolo?",
            "Che accertamenti si fanno alla visita sportiva per il calcio?",
        ]
    )
    func sport(_ region: String, _ question: String) async throws {
        let reply = try await ShippedAssistant.shared(region).conversation().say(question)
        #expect(reply.functionsCalled == ["get_exam_by_sport"])
        #expect(reply.text.contains("elettrocardiogramma sotto sforzo") && reply.text.contains("spirometria"))
    }

    @Test(
        "are told for a visit whose code is named",
        arguments: ["lombardia", "piemonte"],
        ["Quali esami comprende la visita B1?", "che esami si fanno con il codice b1", "Cosa comprende la visita B1?"]
    )
    func visit(_ region: String, _ question: String) async throws {
        let reply = try await ShippedAssistant.shared(region).conversation().say(question)
        #expect(reply.functionsCalled == ["get_exam_by_visit"])
        #expect(reply.text.contains("esame delle urine"))
    }

    @Test("are asked back about where the sport is ambiguous", arguments: ["lombardia", "piemonte"])
    func ambiguity(_ region: String) async throws {
        let chat = try await ShippedAssistant.shared(region).conversation()
        let question = try await chat.say("Che esami servono per la danza?")
        #expect(question.functionsCalled == ["get_exam_by_sport"])
        #expect(question.text.contains("danza sportiva, danza artistica"))
        let reply = try await chat.say("Danza sportiva, gare di latino.")
        #expect(reply.functionsCalled == ["get_exam_by_sport"])
        #expect(reply.text.contains("spirometria"))
    }
}
