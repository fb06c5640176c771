import AgentRuntime

/// What is known of one centre, as Italian sentences.
struct ClinicAnswer {
    let centre: Centre
    /// The services the region's centres offer, to tell whether this one has what was asked for; may be empty.
    let services: [HealthService]
    let today: CalendarDate

    /// Answers `question`; all there is to tell where it names no topic.
    func text(to question: ClinicQuestion) -> String {
        let all: [ClinicQuestion.Topic] = [.address, .phone, .hours, .bloodDraws, .closures, .services]
        let asked = question.topics.isEmpty && self.services.isEmpty ? Set(all) : question.topics
        let date = question.date(today: self.today)
        // Asked after a service, nobody wants the list of all of them.
        let told = all.filter { asked.contains($0) && ($0 != .services || self.services.isEmpty) }
        var sentences = told.map { self.sentence(on: $0, at: date) }
        if !self.services.isEmpty { sentences.append(self.offer()) }
        return "\(self.centre.name), \(self.centre.city). \(sentences.joined(separator: " "))"
    }

    private func sentence(on topic: ClinicQuestion.Topic, at date: CalendarDate?) -> String {
        switch topic {
        case .address:
            return "Si trova in \(self.centre.address), \(self.centre.city) (\(self.centre.province))."
        case .phone:
            return "Il telefono è \(self.centre.phone)."
        case .hours:
            return Self.opening("Il centro è aperto", "Il centro è chiuso", self.centre.hours, self.closed, on: date)
        case .bloodDraws:
            return Self.opening(
                "I prelievi si fanno",
                "Non si fanno prelievi",
                self.centre.bloodDraws,
                self.closed,
                on: date
            )
        case .closures:
            let days = self.centre.closures.filter { $0 >= self.today }.sorted().prefix(6).map(BookingWords.day)
            return days.isEmpty
                ? "Non sono previste chiusure straordinarie."
                : "Le prossime chiusure sono \(days.joined(separator: ", "))."
        case .services:
            return "Vi si trovano: \(self.centre.categories.sorted().joined(separator: ", "))."
        }
    }

    /// Whether the centre has the services that were asked for.
    private func offer() -> String {
        let (here, elsewhere) = (
            self.services.filter { self.centre.categories.contains($0.category) },
            self.services.filter { !self.centre.categories.contains($0.category) }
        )
        var sentences: [String] = []
        if !here.isEmpty { sentences.append("Qui si esegue: \(Self.names(here)).") }
        if !elsewhere.isEmpty { sentences.append("Qui non si esegue: \(Self.names(elsewhere)).") }
        return sentences.joined(separator: " ")
    }

    private func closed(on date: CalendarDate) -> Bool { self.centre.closures.contains(date) }

    private static func names(_ services: [HealthService]) -> String {
        services.map(\.name).joined(separator: ", ")
    }

    private static func opening(
        _ open: String,
        _ closed: String,
        _ hours: WeeklyHours,
        _ isClosed: (CalendarDate) -> Bool,
        on date: CalendarDate?
    ) -> String {
        if let date {
            let ranges = hours[date.weekday]
            if isClosed(date) { return "\(closed) \(BookingWords.day(date)), per chiusura straordinaria." }
            return ranges.isEmpty
                ? "\(closed) \(BookingWords.day(date))." : "\(open) \(BookingWords.day(date)) \(Self.times(ranges))."
        }
        let days = Weekday.allCases.filter { !hours[$0].isEmpty }
        guard !days.isEmpty else { return "\(closed)." }
        let groups = days.reduce(into: [(days: [Weekday], ranges: [Range<Int>])]()) { groups, day in
            if groups.last?.ranges == hours[day] {
                groups[groups.count - 1].days.append(day)
            } else {
                groups.append(([day], hours[day]))
            }
        }
        let parts = groups.map { "\(Self.names($0.days)) \(Self.times($0.ranges))" }
        return "\(open) \(parts.joined(separator: "; "))."
    }

    private static func names(_ days: [Weekday]) -> String {
        let names = days.map(BookingWords.name)
        guard let first = names.first, let last = names.last, names.count > 2 else {
            return names.joined(separator: " e ")
        }
        return "da \(first) a \(last)"
    }

    private static func times(_ ranges: [Range<Int>]) -> String {
        ranges.map { "dalle \(BookingWords.time($0.lowerBound)) alle \(BookingWords.time($0.upperBound))" }
            .joined(separator: " e ")
    }
}
