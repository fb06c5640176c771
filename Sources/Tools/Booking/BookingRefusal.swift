import AgentRuntime

/// What the desk tells the model when it cannot do what was asked.
enum BookingRefusal {
    static let unknownService = ToolFailure(
        "La prestazione non è tra quelle trovate. Cercala con search_health_services e usa la chiave della "
            + "risposta, per esempio s1."
    )

    static let unknownOption = ToolFailure(
        "L'opzione non è tra quelle proposte in questa conversazione. Cerca gli orari con find_slots e usa la "
            + "chiave della risposta, per esempio o1."
    )

    static let unknownReservation = ToolFailure(
        "La riserva non esiste in questa conversazione. Riserva prima un orario con reserve_slot e usa la chiave "
            + "della risposta, per esempio r1."
    )

    static let slotTaken = ToolFailure(
        "L'orario non è più libero e non è stato riservato nulla. Scusati e proponi un'altra opzione, o cercane di "
            + "nuove con find_slots."
    )

    static let tooSoon = ToolFailure(
        "L'orario è ormai troppo vicino per essere prenotato. Scusati e cercane un altro con find_slots."
    )

    static let holdLost = ToolFailure(
        "La riserva è scaduta o è stata annullata: non è stato prenotato nulla. Scusati, cerca di nuovo con "
            + "find_slots e riserva un altro orario."
    )

    static let bookingCancelled = ToolFailure(
        "Questa prenotazione è già stata disdetta. Per un nuovo appuntamento cerca di nuovo con find_slots."
    )

    static let unknownCode = ToolFailure(
        "Nessuna prenotazione ha questo codice e non è stato disdetto nulla. Chiedi di ricontrollarlo: CB, un "
            + "trattino e otto tra lettere e cifre."
    )

    static let pastAppointment = ToolFailure("L'appuntamento è già passato: non c'è più nulla da disdire.")

    static func alreadyBooked(_ key: OptionKey, code: String) -> ToolFailure {
        ToolFailure(
            "\(key) è già una prenotazione confermata e non è stato disdetto nulla. Per disdirla, solo se il "
                + "paziente lo chiede, usa il codice \(code)."
        )
    }

    static func tooManyHolds(_ keys: [OptionKey]) -> ToolFailure {
        let list = keys.map(\.description).joined(separator: ", ")
        return ToolFailure(
            "Ci sono già \(keys.count) orari riservati (\(list)). Confermane uno o annullane uno con cancel_booking, "
                + "poi riprova."
        )
    }

    static func past(today: CalendarDate) -> ToolFailure {
        ToolFailure("La data è già passata: oggi è il \(today). Chiedi una data da oggi in poi.")
    }

    static func beyond(_ last: CalendarDate) -> ToolFailure {
        ToolFailure("Si prenota fino al \(last) (\(BookingWords.day(last))). Chiedi una data entro quel giorno.")
    }

    static let notADate = ToolFailure("from_date dev'essere una data scritta come 2026-11-23.")
}
