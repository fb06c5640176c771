import AgentRuntime

/// A place where services are given.
struct Centre: Decodable, Hashable, Sendable {
    /// Unique over all regions.
    let id: String
    let name: String
    let region: RegionID
    let city: String
    /// Two letters, as on an address: `MI`.
    let province: String
    let address: String
    /// Other towns from which people come here.
    let near: [String]
    let phone: String
    /// The categories of services it offers.
    let categories: Set<String>
    let hours: WeeklyHours
    /// When blood is drawn: never bookable, but in the same document.
    let bloodDraws: WeeklyHours
    let closures: Set<CalendarDate>

    private enum Key: String, CodingKey {
        case id, name, region, city, province, address, near, phone, categories, hours, closures
        case bloodDraws = "blood_draws"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.id = try container.decode(String.self, forKey: .id)
        self.name = try container.decode(String.self, forKey: .name)
        self.region = RegionID(rawValue: try container.decode(String.self, forKey: .region))
        self.city = try container.decode(String.self, forKey: .city)
        self.province = try container.decode(String.self, forKey: .province)
        self.address = try container.decode(String.self, forKey: .address)
        self.near = try container.decodeIfPresent([String].self, forKey: .near) ?? []
        self.phone = try container.decode(String.self, forKey: .phone)
        self.categories = Set(try container.decode([String].self, forKey: .categories))
        self.hours = try container.decode(WeeklyHours.self, forKey: .hours)
        self.bloodDraws = try container.decodeIfPresent(WeeklyHours.self, forKey: .bloodDraws) ?? WeeklyHours()
        let closures = try container.decodeIfPresent([String].self, forKey: .closures) ?? []
        self.closures = Set(
            try closures.map { text in
                if let date = CalendarDate(text) { return date }
                throw DecodingError.dataCorruptedError(
                    forKey: .closures,
                    in: container,
                    debugDescription: "\"\(text)\" is not a date. Write it as \"2026-12-25\"."
                )
            }
        )
    }
}

extension Centre {
    /// When it is open on `date`, in minutes after midnight.
    func openings(on date: CalendarDate) -> [Range<Int>] {
        self.closures.contains(date) ? [] : self.hours[date.weekday]
    }
}
