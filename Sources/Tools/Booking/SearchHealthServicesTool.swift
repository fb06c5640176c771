import AgentRuntime

/// Finds what a patient wants to book among the services of the region.
struct SearchHealthServicesTool: Tool {
    struct Arguments: Decodable, Sendable {
        var query: String
    }

    let desk: BookingDesk

    let definition = ToolDefinition(
        name: "search_health_services",
        description:
            "Cerca tra visite, ecografie, radiografie, risonanze e altre prestazioni prenotabili in regione, e dice "
            + "quanto costa ciascuna: prezzo, durata, preparazione e centri. È il primo passo per prenotare o fissare un "
            + "appuntamento e per sapere se c'è posto e quali orari sono liberi.",
        parameters: .object(
            [
                "query": .string(
                    "La prestazione con le parole del paziente, in italiano.",
                    examples: ["lastra caviglia destra", "cardiologo", "mammografia"]
                ).asked("Quale visita o esame vuole prenotare?")
            ],
            required: ["query"]
        ),
        effect: .read
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        if let unbookable = UnbookableRequest(arguments.query) { return unbookable.result }
        let offer = self.desk.offer
        let services = try offer.services.search(arguments.query, limit: 5)
        if services.isEmpty {
            return ToolResult(
                ["found": 0, "services": [], "reason": "Nessuna prestazione prenotabile corrisponde alla ricerca."],
                instruction:
                    "Di' che non hai trovato questa prestazione tra quelle prenotabili e chiedi se si chiama anche "
                    + "in un altro modo. Non proporre prestazioni che lo strumento non ha dato."
            )
        }
        let keys = try await self.desk.agenda.keys(.service, for: services.map(\.code), in: context)
        let content = zip(keys, services).map { key, service in
            var members: [String: JSONValue] = [
                "key": .string(key.description),
                "name": .string(service.name),
                "price": .string(BookingWords.price(service.priceCents)),
                "price_cents": .integer(service.priceCents),
                "minutes": .integer(service.minutes),
                "cities": .array(offer.centres(for: service).map { .string($0.city) }),
            ]
            if let preparation = service.preparation { members["preparation"] = .string(preparation) }
            return JSONValue.object(members)
        }
        return ToolResult(
            ["found": .integer(services.count), "services": .array(content)],
            instruction: services.count == 1
                ? "Se è quella giusta chiedi dove e da quando, poi cerca gli orari con find_slots e la chiave."
                : "Se non è chiaro quale intende il paziente chiedi di scegliere, senza dire le chiavi. Poi chiedi "
                    + "dove e da quando e cerca gli orari con find_slots e la chiave."
        )
    }
}
