import AgentRuntime

/// A sport and the kind of visit it asks for.
struct Sport: Decodable, Sendable {
    /// The official name.
    let sport: String
    /// What else people call it.
    let aliases: [String]
    /// An opaque code, such as `B1`.
    let visit: String
}

/// The sports that have a visit, found by what people call them.
struct SportsList: Sendable {
    enum Match {
        case one(Sport)
        /// The name fits several.
        case several([Sport])
        /// The name fits none; at most three that look like it, the closest first.
        case none(similar: [Sport])
    }

    private struct Name {
        let words: String
        let stems: Set<String>

        init(_ text: String) {
            self.words = ItalianText.words(of: text).joined(separator: " ")
            self.stems = Set(ItalianText.stems(of: text))
        }
    }

    private let sports: [(sport: Sport, names: [Name])]

    init(_ sports: [Sport]) {
        self.sports = sports.map { sport in (sport, ([sport.sport] + sport.aliases).map(Name.init)) }
    }

    /// The official names.
    var names: [String] { self.sports.map(\.sport.sport) }

    func match(_ name: String) -> Match {
        let wanted = Name(name)
        if let exact = self.sports(where: { $0.words == wanted.words }).first { return .one(exact) }
        guard !wanted.stems.isEmpty else { return .none(similar: []) }
        for fits in [{ $0 == wanted.stems }, wanted.stems.isSubset(of:)] as [(Set<String>) -> Bool] {
            let found = self.sports { fits($0.stems) }
            if let only = found.first { return found.count == 1 ? .one(only) : .several(found) }
        }
        return .none(similar: self.similar(to: wanted))
    }

    /// The one sport that people mean by `name`.
    /// - Throws: ``ToolFailure`` that tells the model what to ask when there is none, or more than one.
    func sport(named name: String) throws(ToolFailure) -> Sport {
        switch self.match(name) {
        case .one(let sport):
            return sport
        case .several(let sports):
            let names = sports.map(\.sport).joined(separator: ", ")
            throw ToolFailure("«\(name)» può voler dire più sport: \(names). Chiedi quale.")
        case .none(let similar):
            let names = similar.map(\.sport).joined(separator: ", ")
            let hint = names.isEmpty ? "Chiedi se ha un altro nome." : "Intendeva \(names)?"
            throw ToolFailure("Per lo sport «\(name)» non risulta nessuna visita. \(hint)")
        }
    }

    private func sports(where fits: (Name) -> Bool) -> [Sport] {
        self.sports.filter { $0.names.contains(where: fits) }.map(\.sport)
    }

    private func similar(to wanted: Name) -> [Sport] {
        let likeness = self.sports.map { sport, names in
            (sport: sport, value: names.map { Self.likeness($0, wanted) }.max() ?? 0)
        }
        return likeness.filter { $0.value >= 0.5 }.sorted { $0.value > $1.value }.prefix(3).map(\.sport)
    }

    /// The share of letter pairs that two names have in common (Dice's coefficient, 0...1); 1 where they share a stem.
    private static func likeness(_ left: Name, _ right: Name) -> Double {
        if !left.stems.isDisjoint(with: right.stems) { return 1 }
        let pairs = (
            Set(zip(left.words, left.words.dropFirst()).map { "\($0)\($1)" }),
            Set(zip(right.words, right.words.dropFirst()).map { "\($0)\($1)" })
        )
        let count = pairs.0.count + pairs.1.count
        return count == 0 ? 0 : 2 * Double(pairs.0.intersection(pairs.1).count) / Double(count)
    }
}
