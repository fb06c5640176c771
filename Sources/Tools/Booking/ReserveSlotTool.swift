import AgentRuntime

/// Holds a slot for the session until it is confirmed or expires.
struct ReserveSlotTool: Tool {
    struct Arguments: Decodable, Sendable {
        var option: String
    }

    let desk: BookingDesk

    let definition = ToolDefinition(
        name: "reserve_slot",
        description: "Tiene da parte per pochi minuti l'orario scelto dal paziente tra quelli di find_slots. "
            + "Non è ancora una prenotazione.",
        parameters: .object(
            ["option": .string("La chiave dell'orario scelto.", examples: ["o1"])],
            required: ["option"]
        ),
        effect: .write
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        guard let key = OptionKey(.slot, arguments.option) else { throw BookingRefusal.unknownOption }
        let offer = self.desk.offer
        return try await self.desk.agenda.once(context) { transaction in
            guard let payload = try transaction.payload(of: key) else { throw BookingRefusal.unknownOption }
            let appointment = try JSONValue(parsing: payload).decoded(as: Appointment.self)
            guard appointment.start >= offer.earliest(transaction.now) else { throw BookingRefusal.tooSoon }
            guard Self.isStillOffered(appointment, by: offer) else { throw BookingRefusal.slotTaken }
            let reservation = try transaction.hold(appointment, for: offer.hold)
            return Self.result(reservation, offer.calendar)
        }
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        try await self.desk.agenda.result(of: key)
    }

    /// Hours and services may have changed since the option was given.
    private static func isStillOffered(_ appointment: Appointment, by offer: BookingOffer) -> Bool {
        guard let service = offer.services[appointment.service],
            let centre = offer.centres.first(where: { $0.id == appointment.centre })
        else { return false }
        let date = offer.calendar.local(appointment.start).date
        return offer.plan.times(of: service, at: centre, on: date).contains { $0.start == appointment.start }
    }

    private static func result(_ reservation: Reservation, _ calendar: LocalCalendar) -> ToolResult {
        var content = reservation.appointment.described(calendar)
        content["reservation"] = .string(reservation.key.description)
        content["state"] = "riservato, non ancora prenotato"
        content["valid_until"] = .string(BookingWords.time(calendar.local(reservation.expiresAt).minute))
        return ToolResult(
            .object(content),
            instruction:
                "L'orario è solo tenuto da parte fino all'ora indicata. Chiedi uno alla volta nome, cognome, data di "
                + "nascita e telefono. Poi riepiloga prestazione, centro, giorno, ora, prezzo, preparazione e dati, "
                + "chiedi conferma e solo dopo il sì chiama confirm_booking con la chiave della riserva."
        )
    }
}
