import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, bookings that meet with trouble")
struct OfflineBookingTroubleTests {
    @Test("ask again for what the desk refuses")
    func refusedDetail() async throws {
        let chat = try await ShippedAssistant().conversation()
        _ = try await chat.holdFirstSlot()
        for message in ["Ada", "Finta", "3/3/1991", "12345"] { _ = try await chat.say(message) }
        let refused = try await chat.say("sì")
        #expect(refused.functionsCalled == ["confirm_booking"])
        #expect(
            refused.text == "La prenotazione non è stata fatta.\n\nA quale numero di telefono la possiamo trovare?"
        )
        _ = try await chat.say("347 000 1234")
        #expect(try await chat.say("sì").text.hasPrefix("Confermato: "))
    }

    @Test("say so when the slot is gone, and look for others")
    func slotTaken() async throws {
        let assistant = try await ShippedAssistant()
        let (chat, rival) = (try await assistant.conversation(), try await assistant.conversation())
        let times = try await chat.say("Vorrei una lastra alla caviglia destra a Milano").times
        _ = try await rival.holdFirstSlot()
        let sorry = try await chat.say("il primo")
        #expect(sorry.functionsCalled == ["reserve_slot", "find_slots"])
        #expect(sorry.text.hasPrefix("L'orario non è più libero e non è stato riservato nulla.\n\n"))
        #expect(sorry.text.hasSuffix("Quale preferisce?"))
        #expect(sorry.times != times)
    }

    @Test("say so when the hold has expired, and look for others")
    func holdExpired() async throws {
        let assistant = try await ShippedAssistant()
        let chat = try await assistant.conversation()
        _ = try await chat.holdFirstSlot()
        for message in ["Ada", "Finta", "3/3/1991", "3470001234"] { _ = try await chat.say(message) }
        assistant.wait(.seconds(3600))
        let sorry = try await chat.say("sì")
        #expect(sorry.functionsCalled == ["confirm_booking", "find_slots"])
        #expect(sorry.text.hasPrefix("La riserva è scaduta o è stata annullata: non è stato prenotato nulla."))
    }

    @Test("are cancelled by the code a person gives, and by no other")
    func cancelling() async throws {
        let assistant = try await ShippedAssistant()
        let first = try await assistant.conversation()
        _ = try await first.holdFirstSlot()
        for message in ["Ada", "Finta", "3/3/1991", "3470001234"] { _ = try await first.say(message) }
        let code = try #require(try await first.say("sì").text.firstMatch(of: /CB-([0-9A-Z]{8})/)).output.1

        let chat = try await assistant.conversation()
        #expect(try await chat.say("devo annullare un appuntamento").text == "Qual è il codice di prenotazione?")
        #expect(try await chat.say("CB-00000000").text.hasSuffix("Disdico la prenotazione?"))
        let unknown = try await chat.say("sì")
        #expect(
            unknown.text == """
                Nessuna prenotazione ha questo codice e non è stato disdetto nulla.

                Qual è il codice di prenotazione?
                """
        )
        _ = try await chat.say("è cb \(code.lowercased())")
        #expect(try await chat.say("sì").text.hasPrefix("Annullato: RX caviglia destra, "))
    }
}
