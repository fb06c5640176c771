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

    /// The region that `place` names or lies in.
    func region(of place: String) -> String? {
        let wanted = ItalianText.folded(place)
        if let region = self.regions.first(where: { ItalianText.folded($0) == wanted }) { return region }
        return self.regions.first { region in
            (self.provinces[region] ?? []).contains { ItalianText.folded($0) == wanted }
        }
    }
}

/// Cents of a euro as people write them: `52,00 €`.
func euros(_ cents: Int) -> String {
    let rest = cents % 100
    return "\(cents / 100),\(rest < 10 ? "0" : "")\(rest) €"
}
