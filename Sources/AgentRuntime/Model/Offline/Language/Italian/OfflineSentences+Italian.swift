extension OfflineSentences {
    static let italian = OfflineSentences(
        greeting: "Buongiorno.",
        offer: "Ecco che cosa so fare:",
        thanks: "Prego. Se le serve altro sono qui.",
        farewell: "Arrivederci, buona giornata.",
        dropped: "Va bene, lasciamo perdere. Se le serve altro sono qui.",
        nothingOpen: "Va bene. Mi dica pure che cosa le serve.",
        notUnderstood: "Non ho capito.",
        needed: "Senza questo dato non posso proseguire; se preferisce, scriva «annulla».",
        nothingFound: "Mi dispiace, non ho trovato nulla.",
        failed: "Mi dispiace, in questo momento non ci riesco.",
        timedOut: "Mi dispiace, non ho avuto risposta in tempo.",
        unknownEffect: "Non ho conferma che l'operazione sia riuscita.",
        uncertain: "Non sono sicura che risponda alla sua domanda:",
        tell: "Mi dica ancora:",
        tellWhether: "Mi dica se",
        whether: "se ",
        articles: ["il ", "lo ", "la ", "l'", "l’", "i ", "gli ", "le ", "un ", "una "],
        namely: ", cioè ",
        whichOne: "Quale preferisce?",
        severalFit: "Ce n'è più d'una:",
        noneFits: "Tra queste non c'è.",
        otherwise: "Se nessuna va bene può cambiare:",
        summary: "Riepilogo:",
        proceed: "Procedo?",
        whatToChange: "Va bene, non ho fatto nulla. Mi dica che cosa correggere, oppure «annulla».",
        yes: "sì",
        no: "no",
        and: "e",
        or: "o",
        day: { "\(Weekday.allCases[$0.weekdayIndex].italian) \(Self.italian($0))" },
        date: { Self.italian($0) },
        at: "alle",
        until: "fino alle",
        code: "Codice:",
        phone: "tel.",
        states: [
            "confirmed": "Confermato", "cancelled": "Annullato", "canceled": "Annullato", "booked": "Prenotato",
            "reserved": "Riservato", "sent": "Inviato", "transferred": "Trasferito", "done": "Fatto",
            "completed": "Completato", "available": "Disponibile", "open": "Aperto", "closed": "Chiuso",
        ],
        already: "Già",
        units: ["minutes": "minuti", "hours": "ore", "days": "giorni", "seconds": "secondi", "years": "anni"],
        decimalComma: true
    )

    private static func italian(_ date: CalendarDate) -> String {
        "\(date.day == 1 ? "primo" : "\(date.day)") \(CalendarDate.italianMonths[date.month - 1]) \(date.year)"
    }
}
