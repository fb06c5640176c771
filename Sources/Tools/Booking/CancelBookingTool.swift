import AgentRuntime

/// Gives a held slot back or cancels a booking.
struct CancelBookingTool: Tool {
    struct Arguments: Decodable, Sendable {
        var code: String
    }

    let desk: BookingDesk

    let definition = ToolDefinition(
        name: "cancel_booking",
        description:
            "Disdice una prenotazione o un appuntamento con il suo codice (annulla, cancella), oppure libera un orario "
            + "riservato e non ancora confermato. Da chiamare solo dopo che il paziente ha confermato di voler disdire.",
        parameters: .object(
            [
                "code": .string(
                    "Il codice di prenotazione, detto dal paziente, oppure la chiave di una riserva di questa "
                        + "conversazione.",
                    examples: ["CB-7K2M9XQ4", "r1"]
                ).asked("Qual è il codice di prenotazione?")
            ],
            required: ["code"]
        ).asked("Disdico la prenotazione?"),
        effect: .write
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let calendar = self.desk.offer.calendar
        if let key = OptionKey(.reservation, arguments.code) {
            return try await self.desk.agenda.once(context) { transaction in
                guard let reservation = try transaction.reservation(key) else {
                    throw BookingRefusal.unknownReservation
                }
                if let code = reservation.code {
                    let isBooked = reservation.state == .booked
                    throw isBooked ? BookingRefusal.alreadyBooked(key, code: code) : BookingRefusal.bookingCancelled
                }
                try transaction.release(reservation)
                return ToolResult(
                    [
                        "cancelled": true, "reservation": .string(key.description),
                        "was": "una riserva, mai una prenotazione",
                    ],
                    instruction: "L'orario è di nuovo libero. Chiedi se il paziente ne vuole un altro."
                )
            }
        }
        guard let code = BookingCode(arguments.code) else { throw BookingRefusal.unknownCode }
        return try await self.desk.agenda.once(context) { transaction in
            guard let reservation = try transaction.reservation(code) else { throw BookingRefusal.unknownCode }
            var content = reservation.appointment.described(calendar)
            content["preparation"] = nil
            content["cancelled"] = true
            content["code"] = .string(code.description)
            if reservation.state == .booked {
                guard reservation.appointment.start > transaction.now else { throw BookingRefusal.pastAppointment }
                try transaction.release(reservation)
            } else {
                content["already_cancelled"] = true
            }
            return ToolResult(
                .object(content),
                instruction:
                    "La prenotazione risulta disdetta. Dillo con prestazione, giorno e ora e chiedi se serve altro."
            )
        }
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        try await self.desk.agenda.result(of: key)
    }
}
