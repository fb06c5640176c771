/// The few sentences the stand-in has of its own, and how it writes what it quotes.
struct OfflineSentences: Sendable {
    let greeting: String
    /// Before the list of what the tools do.
    let offer: String
    let thanks: String
    let farewell: String
    let dropped: String
    let nothingOpen: String
    let notUnderstood: String
    let needed: String
    let nothingFound: String
    let failed: String
    let timedOut: String
    /// After a write of which nobody knows whether it took effect.
    let unknownEffect: String
    let uncertain: String
    /// Before a description of what is missing.
    let tell: String
    /// Before a description that begins with `se`, `whether`.
    let tellWhether: String
    /// How a description begins that is about yes or no.
    let whether: String
    let articles: [String]
    /// What begins an explanation.
    let namely: String
    let whichOne: String
    let severalFit: String
    let noneFits: String
    let otherwise: String
    let summary: String
    let proceed: String
    let whatToChange: String
    let yes: String
    let no: String
    let and: String
    let or: String
    /// How a day is written: `martedì 24 novembre 2026`.
    let day: @Sendable (CalendarDate) -> String
    /// A day without its weekday: `3 marzo 1991`.
    let date: @Sendable (CalendarDate) -> String
    /// Before a time.
    let at: String
    let until: String
    let code: String
    let phone: String
    /// What is true of a result, by the name of its member: `cancelled`.
    let states: [String: String]
    let already: String
    /// Units by the name of the member: 30 `minuti`.
    let units: [String: String]
    let decimalComma: Bool

    /// `a, b e c`.
    func list(_ items: [String], _ last: String? = nil) -> String {
        guard let final = items.last, items.count > 1 else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) \(last ?? self.and) \(final)"
    }

    /// An amount of euros.
    func euros(_ amount: Double) -> String {
        let cents = Int((amount * 100).rounded())
        let rest = cents % 100
        let mark = self.decimalComma ? "," : "."
        return rest == 0 ? "\(cents / 100) €" : "\(cents / 100)\(mark)\(rest < 10 ? "0" : "")\(rest) €"
    }
}
