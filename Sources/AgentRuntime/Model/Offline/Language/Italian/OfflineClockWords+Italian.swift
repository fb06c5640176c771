extension OfflineClockWords {
    static let italian = OfflineClockWords(
        number: OfflineItalianNumbers.value,
        ordinals: [
            "primo": 1, "prima": 1, "secondo": 2, "seconda": 2, "terzo": 3, "terza": 3, "quarto": 4, "quarta": 4,
            "quinto": 5, "quinta": 5, "sesto": 6, "sesta": 6, "ultimo": -1, "ultima": -1,
        ],
        months: [
            "gennaio": 1, "febbraio": 2, "marzo": 3, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "agosto": 8,
            "settembre": 9, "ottobre": 10, "novembre": 11, "dicembre": 12,
        ],
        weekdays: [
            "lunedi": 0, "martedi": 1, "mercoledi": 2, "giovedi": 3, "venerdi": 4, "sabato": 5, "domenica": 6,
        ],
        days: ["oggi": 0, "stasera": 0, "domani": 1, "domattina": 1, "dopodomani": 2],
        units: ["giorno": 1, "giorni": 1, "settimana": 7, "settimane": 7, "mese": 30, "mesi": 30],
        next: ["prossimo", "prossima", "prossimi", "prossime", "successiva"],
        after: ["tra", "fra"],
        onThe: ["il", "dal", "giorno", "per"],
        at: ["alle", "le", "ore", "dalle", "delle", "all", "h", "verso", "ora"],
        of: ["di", "del", "dell"],
        minutes: ["mezza": 30, "mezzo": 30, "quarto": 15],
        and: ["e"],
        one: ["un"],
        morning: [],
        afternoon: [],
        times: ["mezzogiorno": 12 * 60]
    )
}
