import AgentRuntime
import AgentTesting
import Testing

/// Conversations in which the patient books, asks something in between, or thinks better of it. The model follows a script;
/// the desk, its agenda and the session are real.
@Suite("A conversation that books")
struct BookingScenarioTests {
    /// The booking up to the question for the patient's name, and the key of what is held.
    private static let opening: [ScriptedStep] = [
        .calls("search_health_services", ["query": "lastra caviglia destra"]),
        .says("In quale città?"),
        .calls("find_slots", ["service": "s1"]),
        .says("Il primo posto le va bene?"),
        .calls("reserve_slot", ["option": "o1"]),
        .says("Tengo da parte l'orario. Qual è il nome del paziente?"),
    ]

    private static func chat(
        _ region: ShippedRegion,
        _ script: [ScriptedStep],
        now: Timestamp = ShippedAssistant.monday
    ) async throws -> (RegionConversation, ScriptedModel) {
        let model = ScriptedModel(script)
        return (try await RegionConversation(region.id, model: model, now: { now }), model)
    }

    /// Speaks as far as to the question for the name.
    private static func open(_ chat: RegionConversation) async throws {
        for message in ["Vorrei una lastra alla caviglia destra.", "Va bene ovunque.", "Il primo va bene."] {
            #expect(try await chat.say(message).isAnswerAfterCalls)
        }
    }

    private static func results(_ chat: RegionConversation) async throws -> [ToolResult] {
        try await chat.recording().calls.compactMap(\.returned?.result)
    }

    private static let patient: JSONValue = [
        "reservation": "r1", "first_name": "Ada", "last_name": "Finta", "birth_date": "1991-03-03",
        "phone": "347 000 1234",
    ]

    @Test("goes from the wish to the code, and nothing is called confirmed before it is", arguments: ShippedRegion.all)
    func wholeBooking(_ region: ShippedRegion) async throws {
        let (chat, model) = try await Self.chat(
            region,
            Self.opening + [
                .says("E il cognome?"), .says("Qual è la data di nascita?"), .says("E il telefono?"),
                .says("Riepilogo: … Confermo?"), .calls("confirm_booking", Self.patient), .says("È prenotato."),
            ]
        )
        try await Self.open(chat)
        for message in ["Ada", "Finta", "tre marzo novantuno", "347 000 1234"] {
            #expect(try await chat.say(message).isPlainAnswer)
        }
        let earlier = try await Self.results(chat)
        #expect(earlier.allSatisfy { $0.content["confirmed"] == nil && $0.content["code"] == nil })
        #expect(earlier.last?.content["state"] == "riservato, non ancora prenotato")
        #expect(try await chat.say("Sì, confermo.").functionsCalled == ["confirm_booking"])
        #expect(model.unusedSteps == 0)

        let results = try await Self.results(chat)
        let (found, slots, held, booked) = (results[0], results[1], results[2], results[3])
        #expect(found.content["services"]?[0]?["name"] == "RX caviglia destra")
        let offered = try #require(slots.content["options"]?.array)
        #expect(offered.first?["key"] == "o1")
        for member in ["date", "time", "centre", "price"] {
            #expect(held.content[member] == offered.first?[member])
            #expect(booked.content[member] == offered.first?[member])
        }
        // From tomorrow on, and in Piemonte not within 24 hours; the clocks are Rome's, where it is ten.
        let (date, time) = (try #require(offered[0]["date"]?.string), try #require(offered[0]["time"]?.string))
        let hour = try #require(time.split(separator: ":").first.flatMap { Int($0) })
        #expect(date > "2026-11-23")
        #expect(region.id == "lombardia" || date > "2026-11-24" || hour >= 10)
        #expect(booked.content["confirmed"] == true)
        #expect(booked.content["code"]?.string?.wholeMatch(of: /CB-[0-9A-Z]{8}/) != nil)
    }

    @Test("answers what is asked in between, and goes on where it was", arguments: ShippedRegion.all)
    func interruption(_ region: ShippedRegion) async throws {
        let question = "Qual è il nome del paziente?"
        let (chat, model) = try await Self.chat(
            region,
            Self.opening + [
                .calls(region.knowledgeBase, ["query": "Serve il digiuno per la radiografia?"]),
                .says("No, non serve. \(question)"),
                .says("E il cognome?"), .calls("confirm_booking", Self.patient), .says("È prenotato."),
            ]
        )
        try await Self.open(chat)
        let aside = try await chat.say("Scusa, ma devo venire a digiuno?")
        #expect(aside.functionsCalled == [region.knowledgeBaseBadge])
        #expect(aside.text.hasSuffix(question))
        #expect(model.requests.last?.system.contains("rispondi e ripeti la domanda in sospeso") == true)
        #expect(try await chat.say("Ada.").isPlainAnswer)
        #expect(try await chat.say("Finta, 3 marzo 1991, 347 000 1234. Sì, confermo.").isAnswerAfterCalls)
        #expect(try await Self.results(chat).last?.content["confirmed"] == true)
    }

    @Test("is not dropped by a word that the patient takes back", arguments: ShippedRegion.all)
    func takenBack(_ region: ShippedRegion) async throws {
        let (chat, _) = try await Self.chat(
            region,
            Self.opening + [
                .calls("cancel_and_restart"), .says("Vuole davvero lasciar perdere tutto?"),
                .says("Bene, andiamo avanti. Qual è il nome del paziente?"), .says("E il cognome?"),
                .calls("cancel_and_restart"), .says("Vuole davvero lasciar perdere tutto?"),
                .calls("confirm_booking", Self.patient), .says("È prenotato."),
            ]
        )
        try await Self.open(chat)
        _ = try await chat.say("Mah, forse è meglio non fare niente.")
        let asked = try #require(try await Self.results(chat).last)
        #expect(asked.content["cancelled"] == false)
        #expect(asked.instruction?.contains("Non è stato annullato nulla") == true)
        for message in ["No aspetti, andiamo avanti.", "Ada."] { _ = try await chat.say(message) }
        // What was asked then has lapsed: it is asked again, and nothing is lost.
        _ = try await chat.say("Forse lascio perdere.")
        #expect(try await Self.results(chat).last?.content["confirmation_needed"] == true)
        _ = try await chat.say("No: Finta, 3 marzo 1991, 347 000 1234, confermo.")
        #expect(try await Self.results(chat).last?.content["confirmed"] == true)
    }

    @Test("is dropped after a second yes, with all that was held for it", arguments: ShippedRegion.all)
    func dropped(_ region: ShippedRegion) async throws {
        let (chat, _) = try await Self.chat(
            region,
            Self.opening + [
                .calls("cancel_and_restart").calls("cancel_and_restart"), .says("Vuole davvero lasciar perdere tutto?"),
                .calls("cancel_and_restart"), .says("Ho annullato tutto. Le serve altro?"),
                .calls("find_slots", ["service": "s1"]).calls("confirm_booking", Self.patient), .says("Ecco."),
            ]
        )
        try await Self.open(chat)
        _ = try await chat.say("Mah, forse è meglio non fare niente.")
        #expect(try await Self.results(chat).allSatisfy { $0.content["cancelled"] != true })
        _ = try await chat.say("Sì, lasci perdere.")
        let dropped = try #require(try await Self.results(chat).last)
        #expect(dropped.content["cancelled"] == true)
        #expect(dropped.content["released"] == 1)

        _ = try await chat.say("Com'era prima?")
        let calls = try await chat.recording().calls
        let (first, again) = (calls[1].returned?.result.content, calls[calls.count - 2].returned?.result.content)
        #expect(again?["options"] == first?["options"])
        #expect(calls.last?.returned?.outcome == .failed)
    }

    @Test("and wants another appointment moved is passed on, or told when to call", arguments: ShippedRegion.all)
    func moving(_ region: ShippedRegion) async throws {
        let reason = "spostamento appuntamento"
        let arguments: JSONValue =
            region.moving.tool == "request_transfer" ? region.transfer(because: reason) : ["reason": .string(reason)]
        for isOpen in [true, false] {
            let (chat, _) = try await Self.chat(
                region,
                [.calls(region.moving.tool, arguments), .says("Ecco.")],
                now: isOpen ? ShippedAssistant.monday : TransferScenarioTests.sunday
            )
            let reply = try await chat.say("E quella di lunedì scorso vorrei spostarla.")
            let handoff = reply.frames.first { $0.type == "handoff" }
            let returned = try #require(try await chat.recording().calls.last?.returned)
            guard isOpen else {
                #expect(handoff == nil && returned.outcome == .failed)
                #expect(returned.result.text.contains("Il prossimo orario comincia lunedì 23 novembre 2026"))
                continue
            }
            #expect(handoff?["reason"] == .string(reason))
            #expect(handoff?["route"] == .object(region.moving.route.mapValues { .string($0) }))
        }
    }
}
