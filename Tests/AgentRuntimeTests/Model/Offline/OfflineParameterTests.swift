import Testing

@testable import AgentRuntime

@Suite("What the offline model makes of a parameter's schema")
struct OfflineParameterTests {
    private func parameter(_ schema: JSONSchema, named name: String = "value") -> OfflineParameter {
        OfflineParameter(name, schema, isRequired: true, .italian)
    }

    private func reader(_ text: String) -> OfflineReader {
        OfflineReader(text: OfflineText(text), language: .italian, today: OfflineReadingTests.today)
    }

    private func answer(_ text: String, _ schema: JSONSchema) -> JSONValue? {
        self.reader(text).answered(self.parameter(schema))?.value
    }

    private func volunteered(_ text: String, _ schema: JSONSchema) -> JSONValue? {
        self.reader(text).volunteered(self.parameter(schema))?.value
    }

    private static let age = JSONSchema.integer("L'età, in anni compiuti", in: 0...120)
    private static let gender = JSONSchema.string(
        "Il sesso: M per maschio, figlio, uomo; F per femmina, figlia, donna. Chiedere sempre.",
        oneOf: ["M", "F"]
    )

    @Test("a number must be allowed, and have its unit unless it was asked for")
    func numbers() {
        #expect(self.answer("ne ha tredici", Self.age) == 13)
        #expect(self.answer("130", Self.age) == nil)
        #expect(self.volunteered("mia figlia di 13 anni gioca", Self.age) == 13)
        #expect(self.volunteered("mia figlia, 13, pallavolo", Self.age) == 13)
        #expect(self.volunteered("vorrei 2 visite il 24 novembre alle 9", Self.age) == nil)
    }

    @Test("an allowed value is named, or told by a word that explains it")
    func choices() {
        #expect(self.volunteered("per mia figlia", Self.gender) == "F")
        #expect(self.volunteered("per mio figlio", Self.gender) == "M")
        #expect(self.answer("f", Self.gender) == "F")
        #expect(self.volunteered("m e f", Self.gender) == nil)
        #expect(self.answer("boh", Self.gender) == nil)
        let codes = JSONSchema.string("A1, A2: agonistica; B1: altra", oneOf: ["A1", "A2", "B1"])
        #expect(self.volunteered("la visita a2", codes) == "A2")
        #expect(self.volunteered("la visita agonistica", codes) == nil)
        let kinds = JSONSchema.string("Il tipo", oneOf: ["agonistic", "non_agonistic"])
        #expect(self.volunteered("una visita non agonistica", kinds) == "non_agonistic")
        #expect(self.volunteered("una visita agonistica", kinds) == "agonistic")
    }

    @Test("yes and no count where they are about the matter, or were asked for")
    func truth() {
        let stress = JSONSchema.boolean("Se serve anche l'elettrocardiogramma sotto sforzo (sì o no)")
        #expect(self.volunteered("con elettrocardiogramma sotto sforzo", stress) == true)
        #expect(self.volunteered("senza ECG sotto sforzo", stress) == false)
        #expect(self.volunteered("sì, quanto costa?", stress) == nil)
        #expect(self.answer("sì", stress) == true)
        #expect(self.answer("Solo quello normale.", stress) == false)
        #expect(self.answer("no grazie", stress) == false)
    }

    @Test("digits, addresses and codes are told by their examples")
    func figures() {
        let phone = JSONSchema.string("Il telefono", examples: ["347 000 1234"])
        #expect(self.answer("il mio numero è +39 347 000-1234, grazie", phone) == "+39 347 000-1234")
        #expect(self.answer("domani alle 9", phone) == nil)
        let email = JSONSchema.string("L'indirizzo", examples: ["ada@example.org"])
        #expect(self.volunteered("scriva ad ada.finta@example.org, grazie", email) == "ada.finta@example.org")
        let code = JSONSchema.string("Il codice", examples: ["CB-7K2M9XQ4", "r1"])
        #expect(self.volunteered("disdica cb 7k2m 9xq4 per favore", code) == "cb 7k2m 9xq4")
        #expect(self.volunteered("disdica la prenotazione", code) == nil)
        #expect(self.answer("X-99887766", code) == "X-99887766")
        #expect(self.answer("non ce l'ho", code) == nil)
    }

    @Test("words are taken without what leads to them")
    func words() {
        let name = JSONSchema.string("Il nome del paziente.")
        #expect(self.answer("mi chiamo Ada", name) == "Ada")
        #expect(self.answer("Il nome è Ada, grazie", name) == "Ada")
        #expect(self.answer("La Rosa", name) == "La Rosa")
        #expect(self.answer("domani", name) == nil)
        let sport = JSONSchema.string("Lo sport", examples: ["danza", "danza sportiva", "tennis"])
        #expect(self.volunteered("fa danza sportiva da anni", sport) == "danza sportiva")
        #expect(self.answer("gioca a scacchi, a volte", sport) == "scacchi")
        let town = JSONSchema.string("La città", examples: ["Milano", "Monza"])
        #expect(self.volunteered("una visita a Sesto San Giovanni, domani", town) == "Sesto San Giovanni")
        #expect(self.volunteered("una visita domani", town) == nil)
    }

    @Test("a question is the schema's own, or is made of the description")
    func questions() {
        func question(_ schema: JSONSchema) -> String {
            OfflineQuestion(parameter: self.parameter(schema, named: "home_town"), language: .italian).text
        }
        #expect(question(Self.age) == "Mi dica ancora: l'età, in anni compiuti.")
        #expect(question(Self.age.asked("Quanti anni ha?")) == "Quanti anni ha?")
        #expect(question(Self.gender) == "Mi dica ancora: il sesso (maschio o femmina).")
        #expect(question(.boolean("Se serve il taxi (sì o no): chiederlo")) == "Mi dica se serve il taxi.")
        #expect(question(JSONSchema(["type": "string"])) == "Mi dica ancora: home town.")
    }
}
