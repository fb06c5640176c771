import AgentRuntime
import AgentTesting
import Testing

/// Conversations in which the patient asks and nothing is changed. The model follows a script; configuration, prompt, tools,
/// data and session are real.
@Suite("A conversation about")
struct InformationScenarioTests {
    private static func chat(_ region: ShippedRegion, _ model: ScriptedModel) async throws -> RegionConversation {
        try await RegionConversation(region.id, model: model, now: { ShippedAssistant.monday })
    }

    private static func calls(_ chat: RegionConversation) async throws -> [SessionRecording.Call] {
        try await chat.recording().calls
    }

    @Test(
        "a preparation is answered from the knowledge base, in the order the guide promises",
        arguments: ShippedRegion.all
    )
    func preparation(_ region: ShippedRegion) async throws {
        let query: JSONValue = ["query": "Posso fare colazione prima dell'ecografia all'addome?"]
        let model = ScriptedModel(.calls(region.knowledgeBase, query), .says("No, serve il digiuno. Le serve altro?"))
        let chat = try await Self.chat(region, model)
        let reply = try await chat.say("Domani faccio l'ecografia all'addome, posso fare colazione?")
        #expect(reply.isAnswerAfterCalls)
        #expect(reply.functionsCalled == [region.knowledgeBaseBadge])
        #expect(reply.frames.first { $0.type == "function_called" }?["tool"] == .string(region.knowledgeBase))
        let call = try #require(try await Self.calls(chat).first)
        #expect(try JSONValue(parsing: call.call.arguments) == query)
        let result = try #require(call.returned?.result)
        #expect(result.content["answer"]?.string?.contains("digiuno di almeno sei ore") == true)
        #expect(result.content["source"]?.string?.hasSuffix("(KB-009)") == true)
        guard case .tool(let text, _, let failed)? = model.requests.last?.messages.last else {
            Issue.record("The model is not given the result.")
            return
        }
        #expect(!failed && text.contains("digiuno di almeno sei ore"))
        #expect(model.unusedSteps == 0)
    }

    @Test("a competitive price asks for what is missing, then calls once", arguments: ShippedRegion.all)
    func competitivePrice(_ region: ShippedRegion) async throws {
        let arguments: JSONValue = ["age": 13, "gender": "F", "sport": "pallavolo", "region": .string(region.town)]
        let model = ScriptedModel(
            .says("Quanti anni ha l'atleta?"),
            .says("Che sport pratica, e in quale città?"),
            .calls("get_competitive_pricing", arguments),
            .says("Costa \(region.prices.volleyball.replacing("€", with: "euro")).")
        )
        let chat = try await Self.chat(region, model)
        #expect(try await chat.say("Mi dite quanto viene la visita agonistica?").isPlainAnswer)
        #expect(try await chat.say("È per mia figlia, tredici anni.").isPlainAnswer)
        let reply = try await chat.say("Fa pallavolo, siamo a \(region.town).")
        #expect(reply.isAnswerAfterCalls)
        #expect(reply.functionsCalled == ["get_competitive_pricing"])
        let call = try #require(try await Self.calls(chat).first)
        #expect(try JSONValue(parsing: call.call.arguments) == arguments)
        #expect(call.returned?.result.content["price"] == .string(region.prices.volleyball))
        #expect(call.returned?.result.content["region"]?.string?.lowercased() == region.id)
        #expect(chat.agent.prompt.text.contains("prezzi con la parola euro"))
    }

    @Test("a competitive price without a place is one of the region", arguments: ShippedRegion.all)
    func ownRegion(_ region: ShippedRegion) async throws {
        let model = ScriptedModel(
            .calls("get_competitive_pricing", ["age": 13, "gender": "F", "sport": "pallavolo"])
                .calls("get_competitive_pricing", ["gender": "F", "sport": "pallavolo"]),
            .says("Ecco il prezzo.")
        )
        let chat = try await Self.chat(region, model)
        _ = try await chat.say("Quanto costa la visita agonistica per mia figlia, pallavolo?")
        let calls = try await Self.calls(chat)
        #expect(calls[0].returned?.result.content["price"] == .string(region.prices.volleyball))
        #expect(calls[1].returned?.outcome == .invalidArguments)
        #expect(calls[1].returned?.result.text.contains("age") == true)
    }

    @Test("a non-competitive price asks about the ECG first", arguments: ShippedRegion.all)
    func nonCompetitivePrice(_ region: ShippedRegion) async throws {
        let model = ScriptedModel(
            .says("Serve anche l'elettrocardiogramma sotto sforzo?"),
            .calls(region.nonCompetitivePrice, ["ecg_under_stress": false]),
            .says("Ecco."),
            .calls(region.nonCompetitivePrice, ["ecg_under_stress": true]),
            .says("Ecco.")
        )
        let chat = try await Self.chat(region, model)
        #expect(try await chat.say("Mi serve il certificato per la palestra, costa tanto?").isPlainAnswer)
        #expect(try await chat.say("Solo quello normale.").functionsCalled == [region.nonCompetitivePrice])
        _ = try await chat.say("E con quello sotto sforzo?")
        let prices = try await Self.calls(chat).map { $0.returned?.result.content["price"]?.string }
        #expect(prices == [region.prices.plain, region.prices.withECG])
    }

    @Test("a sport that is ambiguous or unknown invents nothing", arguments: ShippedRegion.all)
    func ambiguousSport(_ region: ShippedRegion) async throws {
        let model = ScriptedModel(
            .calls("get_exam_by_sport", ["sport": "danza"]),
            .says("Danza sportiva o danza artistica?"),
            .calls("get_exam_by_sport", ["sport": "danza sportiva"]),
            .says("La visita comprende cinque esami."),
            .calls("get_exam_by_sport", ["sport": "quidditch"]),
            .says("Non lo trovo.")
        )
        let chat = try await Self.chat(region, model)
        for message in ["Che esami servono per la danza?", "Danza sportiva, gare di latino.", "E per il quidditch?"] {
            #expect(try await chat.say(message).isAnswerAfterCalls)
        }
        let returned = try await Self.calls(chat).map(\.returned)
        #expect(returned.map(\.?.outcome) == [.failed, .succeeded, .failed])
        #expect(returned[0]?.result.text.contains("danza sportiva, danza artistica. Chiedi quale.") == true)
        #expect(returned[1]?.result.content["visit_code"] == "B1")
        #expect(returned[1]?.result.content["exam_count"] == 5)
        #expect(returned[2]?.result.text.contains("non risulta nessuna visita") == true)
        #expect(chat.agent.prompt.text.contains("senza inventare"))
    }

    @Test("blood draws asks for the place before it answers", arguments: ShippedRegion.all)
    func bloodDraws(_ region: ShippedRegion) async throws {
        let query = "orari prelievi sabato \(region.town)"
        let model = ScriptedModel(
            .calls(region.clinicInfo, ["query": "orari prelievi sabato"]),
            .says("In quale sede?"),
            .calls(region.clinicInfo, ["query": .string(query)]),
            .says("Sabato \(region.saturdayDraws).")
        )
        let chat = try await Self.chat(region, model)
        _ = try await chat.say("A che ora fate i prelievi il sabato?")
        #expect(try await chat.say("\(region.town).").isAnswerAfterCalls)
        let results = try await Self.calls(chat).compactMap(\.returned?.result)
        #expect(results[0].content["missing_params"] == ["place"])
        #expect(results[0].content["answer"] == .null)
        #expect(results[0].instruction?.contains("Chiedi per quale sede") == true)
        #expect(results[1].content["answer"]?.string?.contains(region.saturdayDraws) == true)
        #expect(results[1].content["query"] == .string(query))
    }
}
