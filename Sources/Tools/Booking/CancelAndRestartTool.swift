import AgentRuntime

/// Drops the booking under way and gives back all that the session holds.
///
/// The first call does nothing but ask. A call in the very next turn, which is the patient's answer, does it; when that
/// turn passes without one, the question has lapsed. However often a turn calls it, only what was asked before it counts.
struct CancelAndRestartTool: Tool {
    struct Arguments: Decodable, Sendable {}

    let desk: BookingDesk

    let definition = ToolDefinition(
        name: "cancel_and_restart",
        description:
            "Lascia perdere ciò che si stava prenotando e libera quanto è tenuto da parte. Usalo quando il paziente non "
            + "vuole più prenotare nulla, non per cambiare giorno, orario o dati né dopo un semplice no: la prima volta "
            + "chiede soltanto conferma, richiamato dopo il sì del paziente annulla.",
        parameters: .object([:]).asked("Lascio perdere la prenotazione in corso?"),
        effect: .write
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let turn = context.turn
        return try await self.desk.agenda.once(context) { transaction in
            guard try transaction.takeRestart(askedBefore: turn) else {
                try transaction.askRestart(in: turn)
                return Self.question
            }
            return Self.dropped(try transaction.releaseHolds())
        }
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        try await self.desk.agenda.result(of: key)
    }

    private static var question: ToolResult {
        ToolResult(
            [
                "cancelled": false, "confirmation_needed": true,
                "message": "Vuole davvero lasciar perdere la prenotazione in corso?",
            ],
            instruction:
                "Non è stato annullato nulla. Chiedi se il paziente vuole davvero lasciar perdere tutto. Se il suo prossimo "
                + "messaggio è un sì richiama lo strumento; se vuole andare avanti, riprendi dalla domanda in sospeso."
        )
    }

    private static func dropped(_ count: Int) -> ToolResult {
        let message = "La prenotazione in corso è annullata."
        return ToolResult(
            [
                "cancelled": true, "released": .integer(count),
                "message": .string(count > 0 ? "\(message) Gli orari tenuti da parte sono di nuovo liberi." : message),
            ],
            instruction:
                "Di' che la prenotazione in corso è annullata e chiedi se serve altro. Ciò che era già confermato resta: si "
                + "disdice con il codice."
        )
    }
}
