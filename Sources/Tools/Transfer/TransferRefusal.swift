import AgentRuntime

/// What the model is told when a conversation is not passed on.
enum TransferRefusal {
    static let noReason = ToolFailure("Manca il motivo. Chiedi in una frase che cosa serve al paziente.")

    static let unreachable = ToolFailure(
        "Il centralino non è raggiungibile e la conversazione non è stata passata. Scusati, di' gli orari degli operatori e "
            + "continua ad aiutare.",
        isTransient: true,
        didNothing: true
    )

    static let unknown = ToolFailure(
        "Non si sa se la conversazione sia stata passata. Dillo, e di' che se nessuno risponde si può richiedere di nuovo."
    )

    /// An answer with a status that is no success.
    static func status(_ status: Int) -> ToolFailure {
        ToolFailure(
            "Il centralino non ha accettato la richiesta (stato \(status)) e la conversazione non è stata passata. Scusati, "
                + "di' gli orari degli operatori e continua ad aiutare."
        )
    }

    /// Nobody answers now; tells when somebody does.
    static func closed(_ hours: OpeningHours, at now: Timestamp) -> ToolFailure {
        let order = "Non proporre trasferimenti: di' gli orari e continua ad aiutare con le informazioni."
        let week = hours.italian.map { "\($0.days) \($0.times)" }.joined(separator: ", ")
        guard !week.isEmpty else {
            return ToolFailure("Qui nessuno può prendere la conversazione, che non è stata passata. \(order)")
        }
        let next = hours.nextOpening(after: now).map { date, minute in
            " Il prossimo orario comincia \(BookingWords.day(date)) alle \(BookingWords.time(minute))."
        }
        return ToolFailure(
            "Ora gli operatori non sono in servizio e la conversazione non è stata passata. Rispondono \(week)."
                + "\(next ?? "") \(order)"
        )
    }
}
