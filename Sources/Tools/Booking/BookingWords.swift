import AgentRuntime
import Foundation

/// How days, times and prices are written for the patient, in Italian.
enum BookingWords {
    private static let months = [
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ]
    private static let weekdays: [Weekday: String] = [
        .monday: "lunedì", .tuesday: "martedì", .wednesday: "mercoledì", .thursday: "giovedì", .friday: "venerdì",
        .saturday: "sabato", .sunday: "domenica",
    ]

    /// `giovedì`
    static func name(_ day: Weekday) -> String { Self.weekdays[day] ?? "" }

    /// `giovedì 26 novembre 2026`; the first of a month is `primo`.
    static func day(_ date: CalendarDate) -> String {
        let number = date.day == 1 ? "primo" : "\(date.day)"
        return "\(Self.name(date.weekday)) \(number) \(Self.months[date.month - 1]) \(date.year)"
    }

    /// `9:30`, from minutes after midnight.
    static func time(_ minute: Int) -> String {
        "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }

    /// `1.250,00 €`, from cents.
    static func price(_ cents: Int) -> String {
        var euros = String(cents / 100)
        if euros.count > 3 { euros.insert(".", at: euros.index(euros.endIndex, offsetBy: -3)) }
        return "\(euros),\(cents % 100 < 10 ? "0" : "")\(cents % 100) €"
    }

    /// The words of `text`, lower-case and without accents: `["l", "eta", "2"]`.
    static func folded(_ text: String) -> [String] {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .split { !$0.isLetter && !$0.isNumber }
            .map(String.init)
    }
}
