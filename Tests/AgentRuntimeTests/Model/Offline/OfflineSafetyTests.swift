import AgentRuntime
import AgentTesting
import Testing

@Suite("Whatever is said to it, the offline model")
struct OfflineSafetyTests {
    private static let tools = [
        ToolDefinition(
            name: "ask",
            description: "Risponde a domande su documenti, parcheggio e digiuno.",
            parameters: .object(["query": .string("La domanda")], required: ["query"]),
            effect: .read
        ),
        ToolDefinition(
            name: "price",
            description: "Dice quanto costa la visita agonistica per età, sesso e sport.",
            parameters: .object(
                [
                    "age": .integer("L'età, in anni", in: 0...120),
                    "gender": .string("Il sesso: M per maschio, figlio; F per femmina, figlia", oneOf: ["M", "F"]),
                    "sport": .string("Lo sport", examples: ["pallavolo", "danza"]),
                    "ecg": .boolean("Se serve l'elettrocardiogramma"),
                ],
                required: ["age", "gender", "sport", "ecg"]
            ),
            effect: .read
        ),
        ToolDefinition(
            name: "find",
            description: "Cerca un posto per prenotare una lastra.",
            parameters: .object(
                [
                    "query": .string("Le parole del paziente", examples: ["lastra caviglia"]),
                    "from": .date("Da quando, come 2026-11-23"), "place": .string("La città", examples: ["Milano"]),
                ],
                required: ["query"]
            ),
            effect: .read
        ),
        ToolDefinition(
            name: "hold",
            description: "Tiene un posto di find.",
            parameters: .object(["option": .string("La chiave", examples: ["o1"])], required: ["option"]),
            effect: .write
        ),
        ToolDefinition(
            name: "confirm",
            description: "Conferma un posto di hold.",
            parameters: .object(
                [
                    "hold": .string("La chiave", examples: ["h1"]), "first": .string("Il nome del paziente."),
                    "last": .string("Il cognome del paziente."),
                    "born": .date("La data di nascita", examples: ["1991-03-03"]),
                    "phone": .string("Il telefono", examples: ["347 000 1234"]),
                ],
                required: ["hold", "first", "last", "born", "phone"]
            ),
            effect: .write
        ),
        ToolDefinition(
            name: "cancel",
            description: "Disdice una prenotazione con il codice.",
            parameters: .object(["code": .string("Il codice", examples: ["CB-7K2M9XQ4", "h1"])], required: ["code"]),
            effect: .write
        ),
    ]

    private static let words =
        """
        vorrei una lastra caviglia a Milano domani alle 9:30 il 24 novembre 1991 3/3/91 quanto costa la visita agonistica
        tredici anni figlia M pallavolo danza sì no grazie annulla codice CB-7K2M9XQ4 o1 h1 primo secondo ultimo anzi ok
        ? , . : ( @ ada@x.it +39 347 000 1234 - e mezza per con senza mi chiamo Ada Finta cognome è 99999999999999999999
        🙂 é ́ tra due settimane lunedì gennaio 31/2/2020 2026-13-45 qualsiasi non so buongiorno come parcheggio x
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    private static func result(of tool: String) -> JSONValue {
        switch tool {
        case "find":
            ["options": [["key": "o1", "time": "9:30"], ["key": "o2", "time": "10:00", "day": "2026-11-24"]]]
        case "hold": ["hold": "h1", "name": "Sala"]
        case "confirm": ["confirmed": true, "code": "CB-7K2M9XQ4"]
        default: ["answer": "Ecco."]
        }
    }

    @Test("answers, or calls with arguments that fit, comes to an end, and writes nothing without a word for it")
    func anything() async throws {
        let model = OfflineModel(language: "it")
        let script = OfflineScript(tools: Self.tools)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<150 {
            var facts: [(turn: Int, fact: SessionEvent.Fact)] = []
            for turn in 1...5 {
                let count = Int.random(in: 1...6, using: &generator)
                let message = (0..<count).map { _ in Self.words.randomElement(using: &generator) ?? "" }
                    .joined(separator: " ")
                facts.append((turn, .userMessage(.init(text: message))))
                var answer: String?
                for step in 1...6 where answer == nil {
                    let response = try await model.respond(to: script.request(facts: facts), into: DiscardingSink())
                    guard var call = response.calls.first else {
                        answer = response.text
                        continue
                    }
                    let tool = try #require(Self.tools.first { $0.name == call.name })
                    _ = try tool.parameters.validated(JSONValue(parsing: call.arguments))
                    call.id = CallID(turn: TurnNumber(rawValue: turn), number: step)
                    let fails = Int.random(in: 0..<4, using: &generator) == 0
                    facts.append((turn, OfflineScript.calls(call)))
                    facts.append(
                        (
                            turn,
                            .toolReturned(
                                .init(
                                    call: call.id,
                                    outcome: fails ? .failed : .succeeded,
                                    result: ToolResult(fails ? "Non va. Cerca con find." : Self.result(of: call.name)),
                                    milliseconds: 1
                                )
                            )
                        )
                    )
                }
                #expect(answer?.isEmpty == false, "\(message)")
                facts.append((turn, .turnCompleted(.init(text: answer ?? ""))))
            }
        }
    }

    @Test("says the same to the same conversation, whoever asked it before")
    func purity() async throws {
        let used = OfflineModel(language: "it")
        let script = OfflineScript(tools: Self.tools)
        let lines: [[OfflineScript.Line]] = [
            [.said("Quanto costa la visita agonistica?")],
            [.said("Quanto costa la visita agonistica?", answered: "?"), .said("tredici anni")],
            [.said("Quanto costa la visita agonistica?", answered: "?"), .said("ma c'è parcheggio?")],
        ]
        for line in lines + lines.reversed() {
            let request = script.request(line)
            let fresh = try await OfflineModel(language: "it").respond(to: request, into: DiscardingSink())
            #expect(try await used.respond(to: request, into: DiscardingSink()) == fresh)
        }
        let fewer = OfflineScript(tools: Array(Self.tools.prefix(1))).request(lines[0])
        #expect(try await used.respond(to: fewer, into: DiscardingSink()).calls.map(\.name) == ["ask"])
    }

    @Test("asks for personal data one at a time and waits for a yes")
    func consent() async throws {
        let script = OfflineScript(tools: Self.tools)
        let model = OfflineModel(language: "it")
        let held = OfflineScript.Line(
            message: "il primo",
            call: ("hold", ["option": "o1"]),
            result: ["hold": "h1", "name": "Sala"],
            answer: "?"
        )
        var lines = [held]
        for (message, question) in [
            ("Ada", "il cognome"), ("Finta", "la data"), ("3/3/1991", "il telefono"), ("347 000 1234", "Procedo?"),
        ] {
            let response = try await model.respond(to: script.request(lines + [.said(message)]), into: DiscardingSink())
            #expect(response.calls.isEmpty)
            #expect(response.text.contains(question), "\(response.text)")
            lines.append(.said(message, answered: response.text))
        }
        for message in [
            "no", "sì, ma il nome è sbagliato", "e poi?", "che cosa?", "si può pagare in contanti", "sì?",
            "ok, il terzo",
            "va bene solo di mattina", "certo che no", "sì e no",
        ] {
            let request = script.request(lines + [.said(message)])
            let calls = try await model.respond(to: request, into: DiscardingSink()).calls
            #expect(!calls.contains { $0.name == "confirm" }, "\(message)")
        }
        let yes = try await model.respond(to: script.request(lines + [.said("Sì, confermo.")]), into: DiscardingSink())
        #expect(yes.calls.map(\.name) == ["confirm"])
    }
}
