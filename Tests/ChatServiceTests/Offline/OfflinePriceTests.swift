import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, prices")
struct OfflinePriceTests {
    @Test("are told once everything is known, which is asked for one at a time")
    func slotFilling() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        #expect(try await chat.say("Mi dite quanto viene la visita agonistica?").text == "Quanti anni ha l'atleta?")
        #expect(try await chat.say("È per mia figlia, tredici anni.").text == "Quale sport pratica?")
        let price = try await chat.say("Fa pallavolo, siamo a Monza.")
        #expect(price.functionsCalled == ["get_competitive_pricing"])
        #expect(price.text == "La visita agonistica per pallavolo a 13 anni in Lombardia costa 52,00 €.")
    }

    @Test(
        "are told at once where one message says it all",
        arguments: [
            ("lombardia", "Quanto costa la visita per mia figlia di 13 anni, pallavolo, a Monza?", "52,00 €"),
            ("piemonte", "Quanto costa la visita agonistica per una ragazza di 13 anni che fa pallavolo?", "49,50 €"),
            ("lombardia", "Prezzo della visita agonistica per il rugby, uomo, 30 anni", "72,00 €"),
            ("lombardia", "quanto costa la visita non agonistica con elettrocardiogramma sotto sforzo?", "85,00 €"),
            ("piemonte", "Quanto costa il certificato per la palestra senza ECG sotto sforzo?", "45,50 €"),
        ]
    )
    func atOnce(_ region: String, _ message: String, _ price: String) async throws {
        let reply = try await ShippedAssistant.shared(region).conversation().say(message)
        #expect(reply.functionsCalled.count == 1)
        #expect(reply.text.contains("costa \(price)."), "\(reply.text)")
    }

    @Test("heed corrections, during the questions and after")
    func corrections() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        _ = try await chat.say("Quanto costa la visita agonistica?")
        #expect(try await chat.say("13").text == "L'atleta è maschio o femmina?")
        #expect(try await chat.say("no, 14").text == "L'atleta è maschio o femmina?")
        #expect(try await chat.say("mia figlia").text == "Quale sport pratica?")
        #expect(try await chat.say("nuoto").text.contains("nuoto a 14 anni in Lombardia"))
        #expect(try await chat.say("no, ha 19 anni").text.contains("nuoto a 19 anni in Lombardia costa 64,00 €"))
        #expect(try await chat.say("e a Torino?").text.contains("nuoto a 19 anni in Piemonte"))
        #expect(try await chat.say("e per il calcio?").text.contains("calcio a 19 anni in Piemonte"))
    }

    @Test("are asked for again where the tool cannot tell the sport")
    func ambiguity() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        let question = try await chat.say("Quanto costa la visita agonistica di danza per mia figlia di 10 anni?")
        #expect(question.functionsCalled == ["get_competitive_pricing"])
        #expect(
            question.text == """
                «danza» può voler dire più sport: danza sportiva, danza artistica.

                Quale sport pratica?
                """
        )
        #expect(try await chat.say("Danza sportiva, gare di latino.").text.contains("per danza sportiva a 10 anni"))
    }

    @Test("wait while a question is answered in between")
    func interruption() async throws {
        let chat = try await ShippedAssistant.shared("piemonte").conversation()
        let open = "Serve anche l'elettrocardiogramma sotto sforzo?"
        #expect(try await chat.say("Mi serve il certificato per la palestra, costa tanto?").text == open)
        let aside = try await chat.say("Quanto dura la visita sportiva?")
        #expect(aside.functionsCalled == ["RAG"])
        #expect(aside.text.hasPrefix("La visita non agonistica dura circa venti minuti"))
        #expect(aside.text.hasSuffix("\n\n\(open)"))
        #expect(try await chat.say("boh, non lo so").text.hasSuffix(open))
        #expect(try await chat.say("Solo quello normale.").text.contains("costa 45,50 €."))
    }

    @Test("are dropped when the person drops them")
    func dropping() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        _ = try await chat.say("Quanto costa la visita agonistica?")
        #expect(try await chat.say("Mah, lasci perdere").text.hasPrefix("Va bene, lasciamo perdere."))
        #expect(try await chat.say("13").functionsCalled.isEmpty)
    }
}
