/// Something a patient can book, such as an ultrasound.
struct HealthService: Decodable, Hashable, Sendable {
    /// Unique in the catalogue: `VIS-001`.
    let code: String
    let name: String
    /// What a centre must have among its own to offer it.
    let category: String
    /// Other words people use for it.
    let synonyms: [String]
    /// How long it takes, 5 to 480.
    let minutes: Int
    let priceCents: Int
    /// What the patient must do or bring; `nil` if nothing.
    let preparation: String?

    private enum Key: String, CodingKey {
        case code, name, category, synonyms, minutes, preparation
        case priceCents = "price_cents"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.code = try container.decode(String.self, forKey: .code)
        self.name = try container.decode(String.self, forKey: .name)
        self.category = try container.decode(String.self, forKey: .category)
        self.synonyms = try container.decodeIfPresent([String].self, forKey: .synonyms) ?? []
        self.minutes = try container.decode(Int.self, forKey: .minutes)
        self.priceCents = try container.decode(Int.self, forKey: .priceCents)
        self.preparation = try container.decodeIfPresent(String.self, forKey: .preparation)
        guard (5...480).contains(self.minutes) else {
            throw DecodingError.dataCorruptedError(
                forKey: .minutes,
                in: container,
                debugDescription: "Write how long it takes in minutes, from 5 to 480."
            )
        }
        guard self.priceCents >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .priceCents,
                in: container,
                debugDescription: "Write the price in euro cents, 0 or more."
            )
        }
    }
}
