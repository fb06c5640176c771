import AgentRuntime

/// Makes a booking of a held slot.
struct ConfirmBookingTool: Tool {
    struct Arguments: Decodable, Sendable {
        var reservation: String
        var firstName: String
        var lastName: String
        var birthDate: String
        var phone: String
        var email: String?
        var taxCode: String?

        private enum CodingKeys: String, CodingKey {
            case reservation, phone, email
            case firstName = "first_name"
            case lastName = "last_name"
            case birthDate = "birth_date"
            case taxCode = "tax_code"
        }
    }

    let desk: BookingDesk

    let definition = ToolDefinition(
        name: "confirm_booking",
        description:
            "Trasforma una riserva in una prenotazione e ne dà il codice. Da chiamare solo dopo aver riepilogato "
            + "tutto e aver ricevuto il sì del paziente.",
        parameters: .object(
            [
                "reservation": .string("La chiave della riserva.", examples: ["r1"]),
                "first_name": .string("Il nome del paziente.").asked("Qual è il nome del paziente?"),
                "last_name": .string("Il cognome del paziente.").asked("E il cognome?"),
                "birth_date": .date("La data di nascita del paziente, come 1991-03-03.", examples: ["1991-03-03"])
                    .asked("Qual è la data di nascita, con l'anno?"),
                "phone": .string("Il numero di telefono del paziente.", examples: ["347 000 1234"])
                    .asked("A quale numero di telefono la possiamo trovare?"),
                "email": .string("L'indirizzo e-mail, solo se il paziente lo dà."),
                "tax_code": .string("Il codice fiscale, solo se il paziente lo dà."),
            ],
            required: ["reservation", "first_name", "last_name", "birth_date", "phone"]
        ).asked("Confermo la prenotazione?"),
        effect: .write
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        guard let key = OptionKey(.reservation, arguments.reservation) else {
            throw BookingRefusal.unknownReservation
        }
        let calendar = self.desk.offer.calendar
        return try await self.desk.agenda.once(context) { transaction in
            guard let reservation = try transaction.reservation(key) else { throw BookingRefusal.unknownReservation }
            switch (reservation.state, reservation.code) {
            case (.booked, let code?):
                return Self.result(reservation, code: code, calendar)
            case (.held, nil) where reservation.expiresAt > transaction.now:
                let patient = try Patient(arguments, today: calendar.local(transaction.now).date)
                let code = try transaction.book(reservation, for: patient)
                return Self.result(reservation, code: code, calendar)
            case (_, .some):
                throw BookingRefusal.bookingCancelled
            default:
                throw BookingRefusal.holdLost
            }
        }
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        try await self.desk.agenda.result(of: key)
    }

    private static func result(_ reservation: Reservation, code: String, _ calendar: LocalCalendar) -> ToolResult {
        var content = reservation.appointment.described(calendar)
        content["confirmed"] = true
        content["code"] = .string(code)
        content["centre_phone"] = .string(reservation.appointment.phone)
        return ToolResult(
            .object(content),
            instruction:
                "La prenotazione è fatta. Di' il codice, che serve per disdire, e ripeti giorno, ora, centro e, se "
                + "c'è, la preparazione."
        )
    }
}
