import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, questions")
struct OfflineKnowledgeTests {
    private static let tools = ["lombardia": "knowledge_base_lombardia", "piemonte": "knowledge_base_new"]
    private static let places = ["lombardia": "call_graph_lombardia", "piemonte": "call_graph"]

    @Test(
        "of every article reach a tool that answers as they are, nearly all the articles",
        arguments: ["lombardia", "piemonte"]
    )
    func articles(_ region: String) async throws {
        let assistant = try await ShippedAssistant.shared(region)
        let questions = try assistant.questions()
        #expect(questions.count > 50)
        var elsewhere = 0
        for question in questions {
            let call = try #require(try await assistant.firstStep(question).calls.first)
            #expect([Self.tools[region], Self.places[region]].contains(call.name), "\(question)")
            if call.name != Self.tools[region] { elsewhere += 1 }
            #expect(try JSONValue(parsing: call.arguments) == ["query": .string(question)])
        }
        #expect(elsewhere * 8 < questions.count)
    }

    @Test(
        "in other words reach it too",
        arguments: [
            "Devo essere a digiuno?", "Che documenti devo portare?",
            "Come ritiro i referti?", "Si può pagare con il bancomat?", "C'è il parcheggio a Monza?",
            "come si disdice una prenotazione",
            "vorrei sapere quanto tempo ci vuole per il referto della risonanza", "Serve l'impegnativa per la lastra?",
            "Buongiorno, posso mangiare prima della TAC?", "Quanto vale il certificato per la palestra?",
        ]
    )
    func paraphrases(_ question: String) async throws {
        let calls = try await ShippedAssistant.shared().firstStep(question).calls
        #expect(calls.map(\.name) == ["knowledge_base_lombardia"])
    }

    @Test(
        "about a place reach what is known of places",
        arguments: ["A che ora fate i prelievi il sabato?", "orari prelievi"]
    )
    func places(_ question: String) async throws {
        let calls = try await ShippedAssistant.shared().firstStep(question).calls
        #expect(calls.map(\.name) == ["call_graph_lombardia"])
    }

    @Test("are answered in the article's words alone")
    func quotation() async throws {
        let reply = try await ShippedAssistant.shared().conversation()
            .say("Posso fare colazione prima dell'ecografia all'addome?")
        #expect(reply.text.hasPrefix("No: per l'ecografia dell'addome"))
        #expect(!reply.text.contains("KB-") && !reply.text.contains("confidence"))
    }

    @Test("without an answer are told to have none")
    func nothingFound() async throws {
        let reply = try await ShippedAssistant.shared().conversation().say("Chi ha inventato la lampadina?")
        #expect(reply.text == "Nessun articolo risponde a questa domanda.")
    }

    @Test("are not what greetings, thanks and nonsense are taken for")
    func talk() async throws {
        let chat = try await ShippedAssistant.shared().conversation()
        let greeting = try await chat.say("Buongiorno!")
        #expect(greeting.text.hasPrefix("Buongiorno. Ecco che cosa so fare:\n- "))
        #expect(greeting.text.contains("- Dice quanto costa la visita medico-sportiva agonistica\n"))
        let replies = [
            ("asdf qwer zxcv", "Non ho capito. Ecco che cosa so fare:"), ("pizza margherita", "Non ho capito."),
            ("Grazie mille", "Prego."), ("ok", "Va bene."), ("Grazie, arrivederci", "Arrivederci"),
        ]
        for (message, beginning) in replies {
            let reply = try await chat.say(message)
            #expect(reply.functionsCalled.isEmpty)
            #expect(reply.text.hasPrefix(beginning), "\(message): \(reply.text)")
        }
    }
}
