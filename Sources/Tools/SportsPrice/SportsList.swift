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
        case none(similar: [Sport])
    }

    private let sports: [Sport]

    init(_ sports: [Sport]) {
        self.sports = sports
    }

    func match(_ name: String) -> Match {
        let wanted = ItalianText.folded(name)
        if let exact = self.sports.first(where: { self.names(of: $0).contains(wanted) }) { return .one(exact) }
        let stems = Set(ItalianText.stems(of: name))
        let candidates = self.sports.filter { sport in
            self.names(of: sport).contains { !stems.isEmpty && stems.isSubset(of: ItalianText.stems(of: $0)) }
        }
        if let only = candidates.first { return candidates.count == 1 ? .one(only) : .several(candidates) }
        let similar = self.sports.filter { sport in
            self.names(of: sport).contains { $0.prefix(4) == wanted.prefix(4) || !stems.isDisjoint(with: ItalianText.stems(of: $0)) }
        }
        return .none(similar: similar)
    }

    private func names(of sport: Sport) -> [String] {
        ([sport.sport] + sport.aliases).map(ItalianText.folded)
    }
}
