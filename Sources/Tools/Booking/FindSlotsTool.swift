import AgentRuntime

/// Looks for free slots of a service.
struct FindSlotsTool: Tool {
    struct Arguments: Decodable, Sendable {
        var service: String
        var place: String?
        var fromDate: String?
        var timePreference: TimePreference?

        private enum CodingKeys: String, CodingKey {
            case service, place
            case fromDate = "from_date"
            case timePreference = "time_preference"
        }
    }

    let desk: BookingDesk
    let definition: ToolDefinition

    init(desk: BookingDesk) {
        self.desk = desk
        self.definition = ToolDefinition(
            name: "find_slots",
            description: "Cerca i primi orari liberi, la disponibilità, per una prestazione già trovata con "
                + "search_health_services. Restituisce poche opzioni con centro, giorno, ora e prezzo.",
            parameters: .object(
                [
                    "service": .string("La chiave della prestazione.", examples: ["s1"]),
                    "place": .string(
                        "Città o centro preferito; da omettere se va bene ovunque.",
                        examples: desk.offer.cities
                    ),
                    "from_date": .date(
                        "Il primo giorno che va bene, come 2026-11-23; da omettere per il primo possibile da domani."
                    ),
                    "time_preference": .string(
                        "La fascia oraria; mattina: prima delle 13; pomeriggio: dalle 13; sera: dalle 17. Da omettere se è "
                            + "indifferente.",
                        oneOf: TimePreference.allCases.map(\.rawValue)
                    ),
                ],
                required: ["service"]
            ).asked("Cerco i primi orari liberi?"),
            effect: .read
        )
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let service = try await self.service(arguments.service, in: context)
        let offer = self.desk.offer
        let everywhere = offer.centres(for: service)
        var centres = everywhere
        if let place = arguments.place { centres = Place(place, in: offer.region).centres(among: everywhere) }
        guard !centres.isEmpty else { return Self.nowhere(everywhere) }

        let days = try self.days(arguments.fromDate, now: context.now)
        let preference = arguments.timePreference ?? .qualsiasi
        let taken = try await self.desk.agenda.read(context) { transaction in
            try transaction.taken(
                service.code,
                from: offer.calendar.instant(days.lowerBound, minute: 0),
                to: offer.calendar.instant(days.upperBound.advanced(by: 1), minute: 0)
            )
        }
        let search = SlotSearch(
            service: service,
            centres: centres,
            days: days,
            preference: preference,
            earliest: offer.earliest(context.now),
            taken: taken
        )
        let (appointments, others) = search.run(offer.plan)
        if appointments.isEmpty { return Self.nothingFree(preference, until: days.upperBound, everywhere, centres) }
        let payloads = try appointments.map { try JSONValue(encoding: $0).description }
        let keys = try await self.desk.agenda.keys(.slot, for: payloads, in: context)
        let content = zip(keys, appointments).map { key, appointment in
            var members = appointment.described(offer.calendar)
            members["key"] = .string(key.description)
            members["service"] = nil
            return JSONValue.object(members)
        }
        return ToolResult(
            [
                "service": .string(service.name), "options": .array(content),
                "other_free_times_on_these_days": .integer(others),
            ],
            instruction:
                "Proponi al massimo tre opzioni con giorno, ora, centro e prezzo, senza dire le chiavi. Quando il "
                + "paziente sceglie chiama reserve_slot con la chiave. Per altri orari cerca di nuovo con from_date "
                + "o time_preference."
        )
    }

    private func service(_ text: String, in context: ToolContext) async throws -> HealthService {
        var name = text
        if let key = OptionKey(.service, text) {
            let code = try await self.desk.agenda.read(context) { try $0.payload(of: key) }
            guard let code else { throw BookingRefusal.unknownService }
            name = code
        }
        guard let service = self.desk.offer.services[name] else { throw BookingRefusal.unknownService }
        return service
    }

    /// From the day asked for, else from tomorrow, to the last that can be booked.
    private func days(_ text: String?, now: Timestamp) throws(ToolFailure) -> ClosedRange<CalendarDate> {
        let today = self.desk.offer.calendar.local(now).date
        let last = self.desk.offer.lastDay(now)
        var first = today.advanced(by: 1)
        if let text, !text.isEmpty {
            guard let date = CalendarDate(text) else { throw BookingRefusal.notADate }
            guard date >= today else { throw BookingRefusal.past(today: today) }
            first = date
        }
        guard first <= last else { throw BookingRefusal.beyond(last) }
        return first...last
    }

    private static func nowhere(_ centres: [Centre]) -> ToolResult {
        ToolResult(
            [
                "options": [], "reason": "In quel luogo non c'è un centro che fa questa prestazione.",
                "message": .string(
                    "In quel luogo non c'è un centro che fa questa prestazione. Si può fare a: "
                        + "\(centres.map(\.city).joined(separator: ", "))."
                ),
                "available_in": .array(centres.map { ["centre": .string($0.name), "city": .string($0.city)] }),
            ],
            instruction:
                "Di' che lì non c'è un centro per questa prestazione e chiedi se va bene una delle città indicate."
        )
    }

    private static func nothingFree(
        _ preference: TimePreference,
        until last: CalendarDate,
        _ everywhere: [Centre],
        _ centres: [Centre]
    ) -> ToolResult {
        var hints: [JSONValue] = []
        if preference != .qualsiasi { hints.append("un'altra fascia oraria") }
        if centres.count < everywhere.count { hints.append("un'altra città") }
        hints.append("una data di inizio più vicina")
        let reason = "Nessun orario libero fino a \(BookingWords.day(last))."
        return ToolResult(
            [
                "options": [], "reason": .string(reason),
                "message": .string(
                    "\(reason) Si può provare con: \(hints.compactMap(\.string).joined(separator: ", "))."
                ),
                "try": .array(hints),
                "available_in": .array(everywhere.map { ["centre": .string($0.name), "city": .string($0.city)] }),
            ],
            instruction:
                "Di' che non ci sono orari liberi con queste preferenze e proponi una delle alternative indicate."
        )
    }
}
