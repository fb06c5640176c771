import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, bookings")
struct OfflineBookingTests {
    @Test("are made from wish to code and cancelled again, in Lombardia")
    func wholeBooking() async throws {
        let chat = try await ShippedAssistant().conversation()
        let slots = try await chat.say("Vorrei una lastra alla caviglia destra a Milano")
        #expect(slots.functionsCalled == ["search_health_services", "find_slots"])
        #expect(slots.text.hasPrefix("RX caviglia destra:\n1. martedì 24 novembre 2026 alle "))
        #expect(slots.text.hasSuffix("\nQuale preferisce?"))
        #expect(slots.text.contains("Centro Naviglio Verde, Via dei Glicini Blu 12, Milano, 45,00 €"))
        let times = slots.times
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
        #expect(slots.times.allSatisfy { (Int($0.prefix { $0 != ":" }) ?? 0) >= 13 })
        let others = try await chat.say("E a Torino la prossima settimana?")
        #expect(others.functionsCalled == ["find_slots"])
        #expect(others.text.contains("1. lunedì 30 novembre 2026") && !others.text.contains("Novara"))
    }

    @Test("take every way of naming an option")
    func ordinals() async throws {
        let assistant = try await ShippedAssistant()
        for words in ["il secondo", "2", "la seconda", "o2", "va bene il secondo"] {
            let chat = try await assistant.conversation()
            let times = try await chat.say("vorrei una mammografia a Monza").times
            let held = try await chat.say(words)
            #expect(held.functionsCalled == ["reserve_slot"], "\(words)")
            #expect(held.text.contains("alle \(times.dropFirst().first ?? "?"), "), "\(words)")
        }
    }

    @Test("take another option when the person thinks again")
    func secondThoughts() async throws {
        let chat = try await ShippedAssistant().conversation()
        let third = try #require(try await chat.say("vorrei una mammografia a Monza").times.dropFirst(2).first)
        _ = try await chat.say("il primo")
        let other = try await chat.say("anzi, il terzo")
        #expect(other.functionsCalled == ["reserve_slot"])
        #expect(other.text.contains("alle \(third), "))
        for message in ["Ada Finta", "3.3.91"] { _ = try await chat.say(message) }
        let summary = try await chat.say("il numero è 02 5550 1234")
        #expect(summary.text.contains("alle \(third), "))
        #expect(summary.text.contains("Nome del paziente: Ada. Cognome del paziente: Finta."))
    }

    @Test("hold nothing because a place was merely mentioned")
    func mention() async throws {
        let chat = try await ShippedAssistant().conversation()
        _ = try await chat.say("vorrei una mammografia il 24 novembre")
        for message in ["a Tradate c'è sempre traffico", "Monza mi piace poco", "c'è parcheggio a Monza?"] {
            #expect(try await !chat.say(message).functionsCalled.contains("reserve_slot"), "\(message)")
        }
    }

    @Test("change what the person corrects, and wait for a plain yes")
    func correctedSummary() async throws {
        let chat = try await ShippedAssistant().conversation()
        _ = try await chat.holdFirstSlot()
        for message in ["Ada", "Finta", "3/3/1991", "3470001234"] { _ = try await chat.say(message) }
        let corrected = try await chat.say("no, il cognome è Bianchi e il telefono 02 5550 1234")
        #expect(corrected.text.contains("Cognome del paziente: Bianchi."))
        #expect(corrected.text.contains("Numero di telefono del paziente: 02 5550 1234."))
        for message in ["no", "sì, ma la data è sbagliata", "forse", "si può pagare in contanti"] {
            #expect(try await !chat.say(message).functionsCalled.contains("confirm_booking"))
        }
        #expect(try await chat.say("sì, confermo la prenotazione").functionsCalled == ["confirm_booking"])
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

    @Test("are dropped with what is held, once that is confirmed", arguments: ["lombardia", "piemonte"])
    func dropping(_ region: String) async throws {
        let chat = try await ShippedAssistant(region).conversation()
        let town = region == "lombardia" ? "Milano" : "Torino"
        let slots = try await chat.say("Vorrei una lastra alla caviglia destra a \(town)")
        let name = "Qual è il nome del paziente?"
        #expect(try await chat.say("il primo").text.hasSuffix(name))
        let question = "Vuole davvero lasciar perdere la prenotazione in corso?"
        let asked = try await chat.say("Mah, lasci perdere")
        #expect(asked.functionsCalled == ["cancel_and_restart"])
        #expect(asked.text == question)
        let back = try await chat.say("No aspetti, andiamo avanti.")
        #expect(back.functionsCalled.isEmpty && back.text == name)
        #expect(try await chat.say("annulla tutto").text == question)
        let dropped = try await chat.say("Sì, lasci perdere.")
        #expect(dropped.functionsCalled == ["cancel_and_restart"])
        #expect(dropped.text.contains("Gli orari tenuti da parte sono di nuovo liberi."))
        let again = try await chat.say("Vorrei una lastra alla caviglia destra a \(town)")
        #expect(again.text == slots.text)
    }

    @Test("go on in another process where the last one stopped")
    func anotherProcess() async throws {
        let assistant = try await ShippedAssistant()
        let chat = try await assistant.conversation()
        _ = try await chat.holdFirstSlot()
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
