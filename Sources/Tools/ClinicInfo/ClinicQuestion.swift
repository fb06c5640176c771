import AgentRuntime

/// What somebody wants to know about a centre, in their own words: which centre, about what, on which day.
struct ClinicQuestion: Sendable {
    /// What can be told of a centre.
    enum Topic: CaseIterable, Hashable, Sendable {
        case hours, bloodDraws, closures, address, phone, services
    }

    /// Empty where the question names no topic.
    let topics: Set<Topic>
    let day: Weekday?
    private let words: [String]

    init(_ text: String) {
        let words = BookingWords.folded(text)
        let stems = Set(ItalianText.stems(of: text))
        var topics = Set(Topic.allCases.filter { !Self.stems(of: $0).isDisjoint(with: stems) })
        // "Orari dei prelievi" asks for one kind of hours, not for both.
        if topics.contains(.bloodDraws) { topics.remove(.hours) }
        self.topics = topics
        self.day = Weekday.allCases.first { words.contains(BookingWords.folded(BookingWords.name($0)).joined()) }
        self.words = words
    }

    /// The centres the question names: by name, town, street, or a town from which people come to them.
    func centres(among centres: [Centre]) -> [Centre] {
        let named = centres.filter { [$0.city, $0.name].contains(where: self.mentions) }
        return named.isEmpty ? centres.filter { $0.near.contains(where: self.mentions) } : named
    }

    /// Whether the name stands in the question, word for word but for such as `Centro`.
    private func mentions(_ name: String) -> Bool {
        let name = BookingWords.folded(name).filter { $0 != "centro" }
        guard !name.isEmpty, name.count <= self.words.count else { return false }
        return (0...self.words.count - name.count).contains { self.words[$0..<$0 + name.count].elementsEqual(name) }
    }

    /// The day that `today`, `tomorrow` and the like mean; `nil` where no such word stands in the question.
    func date(today: CalendarDate) -> CalendarDate? {
        for (word, distance) in [("oggi", 0), ("stamattina", 0), ("stasera", 0), ("domani", 1), ("dopodomani", 2)]
        where self.words.contains(word) {
            return today.advanced(by: distance)
        }
        guard let day else { return nil }
        return (0..<7).map(today.advanced).first { $0.weekday == day }
    }

    private static func stems(of topic: Topic) -> Set<String> {
        let words =
            switch topic {
            case .hours: "orario orari aperto aperta apre aprite apertura chiude chiudete ora ore"
            case .bloodDraws: "prelievo prelievi sangue analisi"
            case .closures: "chiusura chiusure chiuso chiusi chiusa ferie festivo festività vacanze ponte"
            case .address: "indirizzo dove via strada trova raggiungere arrivare"
            case .phone: "telefono telefonare numero chiamare recapito contatto contatti"
            case .services:
                "servizio servizi prestazione prestazioni esame esami visita visite fate eseguite offrite specialità"
            }
        return Set(ItalianText.stems(of: words))
    }
}
