/// What visits for sports cost, by region.
struct PriceTable: Decodable, Sendable {
    struct Agonistic: Decodable, Sendable {
        let region: String
        let visit: String
        /// In whole years, both ends included.
        let minimumAge: Int
        let maximumAge: Int
        let priceCents: Int

        private enum CodingKeys: String, CodingKey {
            case region, visit
            case minimumAge = "minimum_age"
            case maximumAge = "maximum_age"
            case priceCents = "price_cents"
        }
    }

    struct NonAgonistic: Decodable, Sendable {
        let region: String
        let ecgUnderStress: Bool
        let priceCents: Int

        private enum CodingKeys: String, CodingKey {
            case region
            case ecgUnderStress = "ecg_under_stress"
            case priceCents = "price_cents"
        }
    }

    let agonistic: [Agonistic]
    let nonAgonistic: [NonAgonistic]
    /// Towns and provinces that can be named instead of their region.
    let provinces: [String: [String]]

    private enum CodingKeys: String, CodingKey {
        case agonistic, provinces
        case nonAgonistic = "non_agonistic"
    }

    /// The regions that have prices, in order.
    var regions: [String] {
        Set(self.agonistic.map(\.region) + self.nonAgonistic.map(\.region)).sorted()
    }

    /// The region that `place` names or lies in, also within other words, such as `Monza (MB)`; `nil` for none or for several.
    func region(of place: String) -> String? {
        let words = ItalianText.words(of: place)
        let names = self.regions.map { region in
            (region: region, names: ([region] + (self.provinces[region] ?? [])).map(ItalianText.words(of:)))
        }
        if let exact = names.first(where: { $0.names.contains(words) }) { return exact.region }
        let mentioned = names.filter { $0.names.contains { words.contains($0) } }
        return mentioned.count == 1 ? mentioned.first?.region : nil
    }
}

/// Cents of a euro as people write them: `52,00 €`.
func euros(_ cents: Int) -> String {
    let rest = cents % 100
    return "\(cents / 100),\(rest < 10 ? "0" : "")\(rest) €"
}
