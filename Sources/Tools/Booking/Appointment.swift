import AgentRuntime

/// A slot as it was offered: what the patient was told is what is held and booked, whatever becomes of the data.
struct Appointment: Hashable, Codable, Sendable {
    let service: String
    let serviceName: String
    let preparation: String?
    let centre: String
    let centreName: String
    /// Street and town.
    let address: String
    let phone: String
    let start: Timestamp
    let minutes: Int
    let priceCents: Int

    init(_ service: HealthService, at centre: Centre, start: Timestamp) {
        self.service = service.code
        self.serviceName = service.name
        self.preparation = service.preparation
        self.centre = centre.id
        self.centreName = centre.name
        self.address = "\(centre.address), \(centre.city)"
        self.phone = centre.phone
        self.start = start
        self.minutes = service.minutes
        self.priceCents = service.priceCents
    }

    /// What the model reads of it, days and times in Italian by the clocks of `calendar`.
    func described(_ calendar: LocalCalendar) -> [String: JSONValue] {
        let (date, minute) = calendar.local(self.start)
        var content: [String: JSONValue] = [
            "service": .string(self.serviceName),
            "centre": .string(self.centreName),
            "address": .string(self.address),
            "date": .string("\(date)"),
            "day": .string(BookingWords.day(date)),
            "time": .string(BookingWords.time(minute)),
            "price": .string(BookingWords.price(self.priceCents)),
            "price_cents": .integer(self.priceCents),
        ]
        if let preparation = self.preparation { content["preparation"] = .string(preparation) }
        return content
    }
}
