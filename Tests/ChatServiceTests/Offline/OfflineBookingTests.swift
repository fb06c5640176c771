import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, bookings")
struct OfflineBookingTests {
    /// The times of the options listed in a reply, in order.
    private func times(_ reply: TestConversation.Reply) -> [String] {
        reply.text.split(separator: "\n").compactMap { line in
            guard line.first?.isNumber == true, let start = line.firstRange(of: " alle ") else { return nil }
            return String(line.suffix(from: start.upperBound).prefix { $0 != "," })
        }
    }

    /// Holds the first slot of an X-ray of the right ankle in Milano.
    private func hold(_ chat: TestConversation) async throws -> TestConversation.Reply {
        _ = try await chat.say("Vorrei una lastra alla caviglia destra a Milano")
        return try await chat.say("il primo")
    }

    @Test("are made from wish to code and cancelled again, in Lombardia")
    func wholeBooking() async throws {
        let chat = try await ShippedAssistant().conversation()
        let slots = try await chat.say("Vorrei una lastra alla caviglia destra a Milano")
        #expect(slots.functionsCalled == ["search_health_services", "find_slots"])
        #expect(slots.text.hasPrefix("RX caviglia destra:\n1. martedì 24 novembre 2026 alle "))
        #expect(slots.text.hasSuffix("\nQuale preferisce?"))
        #expect(slots.text.contains("Centro Naviglio Verde, Via dei Glicini Blu 12, Milano, 45,00 €"))
        let times = self.times(slots)
        let last = try #require(times.last { time in times.count { $0 == time } == 1 })

        let held = try await chat.say("quello delle \(last)")
        #expect(held.functionsCalled == ["reserve_slot"])
        #expect(held.text.contains("alle \(last), "))
        #expect(held.text.contains("riservato, non ancora prenotato, fino alle 10:15."))
        #expect(held.text.hasSuffix("\n\nQual è il nome del paziente?"))
        #expect(try await chat.say("Ada").text == "E il cognome?")

        let aside = try await chat.say("Scusa, ma devo venire a digiuno?")
        #expect(aside.functionsCalled == ["knowledge_base_lombardia"])
        #expect(aside.text.hasSuffix("\n\nE il cognome?"))

        #expect(try await chat.say("Finta").text == "Qual è la data di nascita, con l'anno?")
        let phone = "A quale numero di telefono la possiamo trovare?"
        #expect(try await chat.say("tre marzo novantuno").text == phone)
        let summary = try await chat.say("347 000 1234")
        #expect(summary.functionsCalled.isEmpty)
        #expect(summary.text.hasPrefix("Riepilogo: RX caviglia destra, "))
        #expect(
            summary.text.hasSuffix(
                """
                Nome del paziente: Ada. Cognome del paziente: Finta. Data di nascita del paziente: 3 marzo 1991. \
                Numero di telefono del paziente: 347 000 1234.
                Confermo la prenotazione?
                """
            )
        )
        let booked = try await chat.say("sì")
        #expect(booked.functionsCalled == ["confirm_booking"])
        #expect(booked.text.hasPrefix("Confermato: RX caviglia destra, "))
        let code = try #require(booked.text.firstMatch(of: /CB-[0-9A-Z]{8}/)).output

        let question = try await chat.say("vorrei disdire la prenotazione")
        #expect(question.functionsCalled.isEmpty)
        #expect(question.text.hasPrefix("Riepilogo: Codice di prenotazione: \(code). RX caviglia destra, "))
        #expect(question.text.hasSuffix("\nDisdico la prenotazione?"))
        let cancelled = try await chat.say("sì, disdica")
        #expect(cancelled.functionsCalled == ["cancel_booking"])
        #expect(cancelled.text.hasPrefix("Annullato: RX caviglia destra, "))
        #expect(try await chat.say("vorrei disdire la prenotazione").text == "Qual è il codice di prenotazione?")
    }

    @Test("never show keys or names that only machines read")
    func noKeys() async throws {
        let chat = try await ShippedAssistant().conversation()
        var texts = [try await chat.say("vorrei una visita dal cardiologo").text]
        for message in ["la prima visita", "il secondo", "Ada", "Finta", "3/3/1991", "3470001234", "sì"] {
            texts.append(try await chat.say(message).text)
        }
        for text in texts {
            #expect(text.firstMatch(of: /\b[sor][0-9]+\b|_/) == nil, "\(text)")
        }
        #expect(texts.last?.contains("Codice: CB-") == true)
    }

    @Test("begin with a choice where several services fit, in Piemonte")
    func choice() async throws {
        let chat = try await ShippedAssistant("piemonte").conversation()
        let services = try await chat.say("Vorrei prenotare una visita dal cardiologo a Novara nel pomeriggio")
        #expect(services.functionsCalled == ["search_health_services"])
        #expect(services.text.hasSuffix("Quale preferisce?"))
        let slots = try await chat.say("la prima visita")
        #expect(slots.functionsCalled == ["find_slots"])
        #expect(slots.text.hasPrefix("Visita cardiologica (prima visita):\n1. "))
        #expect(slots.text.contains("Novara") && !slots.text.contains("Torino"))
        #expect(self.times(slots).allSatisfy { (Int($0.prefix { $0 != ":" }) ?? 0) >= 13 })
        let others = try await chat.say("E a Torino la prossima settimana?")
        #expect(others.functionsCalled == ["find_slots"])
        #expect(others.text.contains("1. lunedì 30 novembre 2026") && !others.text.contains("Novara"))
    }

    @Test("take every way of naming an option")
    func ordinals() async throws {
        let assistant = try await ShippedAssistant()
        for words in ["il secondo", "2", "la seconda", "o2", "va bene il secondo"] {
            let chat = try await assistant.conversation()
            let times = self.times(try await chat.say("vorrei una mammografia a Monza"))
            let held = try await chat.say(words)
            #expect(held.functionsCalled == ["reserve_slot"], "\(words)")
            #expect(held.text.contains("alle \(times.dropFirst().first ?? "?"), "), "\(words)")
        }
    }

    @Test("take another option when the person thinks again")
    func secondThoughts() async throws {
        let chat = try await ShippedAssistant().conversation()
        let third = try #require(self.times(try await chat.say("vorrei una mammografia a Monza")).dropFirst(2).first)
        _ = try await chat.say("il primo")
        let other = try await chat.say("anzi, il terzo")
        #expect(other.functionsCalled == ["reserve_slot"])
        #expect(other.text.contains("alle \(third), "))
        for message in ["Ada Finta", "3.3.91"] { _ = try await chat.say(message) }
        let summary = try await chat.say("il numero è 02 5550 1234")
        #expect(summary.text.contains("alle \(third), "))
        #expect(summary.text.contains("Nome del paziente: Ada. Cognome del paziente: Finta."))
    }

    @Test("change what the person corrects, and wait for a plain yes")
    func correctedSummary() async throws {
        let chat = try await ShippedAssistant().conversation()
        _ = try await self.hold(chat)
        for message in ["Ada", "Finta", "3/3/1991", "3470001234"] { _ = try await chat.say(message) }
        let corrected = try await chat.say("no, il cognome è Bianchi e il telefono 02 5550 1234")
        #expect(corrected.text.contains("Cognome del paziente: Bianchi."))
        #expect(corrected.text.contains("Numero di telefono del paziente: 02 5550 1234."))
        for message in ["no", "sì, ma la data è sbagliata", "forse"] {
            #expect(try await chat.say(message).functionsCalled.isEmpty)
        }
        #expect(try await chat.say("sì, confermo").functionsCalled == ["confirm_booking"])
    }

    @Test("ask again for what the desk refuses")
    func refusedDetail() async throws {
        let chat = try await ShippedAssistant().conversation()
        _ = try await self.hold(chat)
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
        let times = self.times(try await chat.say("Vorrei una lastra alla caviglia destra a Milano"))
        _ = try await self.hold(rival)
        let sorry = try await chat.say("il primo")
        #expect(sorry.functionsCalled == ["reserve_slot", "find_slots"])
        #expect(sorry.text.hasPrefix("L'orario non è più libero e non è stato riservato nulla.\n\n"))
        #expect(sorry.text.hasSuffix("Quale preferisce?"))
        #expect(self.times(sorry) != times)
    }

    @Test("say so when the hold has expired, and look for others")
    func holdExpired() async throws {
        let assistant = try await ShippedAssistant()
        let chat = try await assistant.conversation()
        _ = try await self.hold(chat)
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
        _ = try await self.hold(first)
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

    @Test("are offered, not begun, to whoever asks for a price")
    func price() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        let price = try await chat.say("Quanto costa una mammografia?")
        #expect(price.functionsCalled == ["search_health_services"])
        #expect(price.text.hasPrefix("Mammografia bilaterale, Milano, Monza e Tradate, 95,00 €, 20 minuti."))
        #expect(price.text.hasSuffix("\n\nCerco i primi orari liberi?"))
        #expect(try await chat.say("sì grazie").functionsCalled == ["find_slots"])
    }

    @Test("of what is not booked here are declined")
    func notBookable() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        #expect(try await chat.say("vorrei prenotare").text == "Quale visita o esame vuole prenotare?")
        let reply = try await chat.say("un emocromo")
        #expect(reply.functionsCalled == ["search_health_services"])
        #expect(reply.text == "Gli esami di laboratorio non si prenotano in chat.")
    }

    @Test("go on in another process where the last one stopped")
    func anotherProcess() async throws {
        let assistant = try await ShippedAssistant()
        let chat = try await assistant.conversation()
        _ = try await self.hold(chat)
        _ = try await chat.say("Ada")
        let again = try await TestConversation(
            with: assistant.agent,
            store: chat.store,
            continuing: chat.session.id,
            now: assistant.now
        )
        #expect(try await again.say("Finta").text == "Qual è la data di nascita, con l'anno?")
    }
}
