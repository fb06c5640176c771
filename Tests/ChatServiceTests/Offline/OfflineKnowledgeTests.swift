import AgentRuntime
import AgentTesting
import Testing

@Suite("Without a language model, questions")
struct OfflineKnowledgeTests {
    private static let tools = ["lombardia": "knowledge_base_lombardia", "piemonte": "knowledge_base_new"]

    @Test("of every article reach the collection of answers as they are", arguments: ["lombardia", "piemonte"])
    func articles(_ region: String) async throws {
        let assistant = try await ShippedAssistant.shared(region)
        let questions = try assistant.questions()
        #expect(questions.count > 50)
        for question in questions {
            let calls = try await assistant.firstStep(question).calls
            #expect(calls.map(\.name) == [Self.tools[region]], "\(question)")
            let arguments = try JSONValue(parsing: try #require(calls.first).arguments)
            #expect(arguments == ["query": .string(question)])
        }
    }

    @Test(
        "in other words reach it too",
        arguments: [
            "Devo essere a digiuno?", "Che documenti devo portare?", "A che ora fate i prelievi il sabato?",
            "Come ritiro i referti?", "Si può pagare con il bancomat?", "C'è il parcheggio a Monza?",
            "come si disdice una prenotazione", "orari prelievi", "Dove siete a Milano?",
            "vorrei sapere quanto tempo ci vuole per il referto della risonanza", "Serve l'impegnativa per la lastra?",
            "Buongiorno, posso mangiare prima della TAC?", "Quanto vale il certificato per la palestra?",
        ]
    )
    func paraphrases(_ question: String) async throws {
        let calls = try await ShippedAssistant.shared().firstStep(question).calls
        #expect(calls.map(\.name) == ["knowledge_base_lombardia"])
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
