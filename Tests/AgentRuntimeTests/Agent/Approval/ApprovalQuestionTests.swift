import Testing

@testable import AgentRuntime

@Suite struct ApprovalQuestionTests {
    private static let schema = JSONSchema.object(
        ["phone": .string("a"), "at": .string("b"), "sure": .boolean("c")],
        required: ["phone"]
    )

    @Test(arguments: [
        ("Richiamo {{phone}}?", "Richiamo 02 5550?"),
        ("{{ tool }}: {{arguments}}?", "Desk: phone: 02 5550, at: {{tool}}?"),
        ("Alle {{at}}, {{sure}}?", "Alle {{tool}}, –?"), ("Procedo?", "Procedo?"),
    ])
    func namesStandForWhatTheCallSays(_ template: String, _ text: String) throws {
        let arguments: JSONValue = ["phone": "02 5550", "at": "{{tool}}"]
        let question = try ApprovalQuestion(template)
        #expect(question.text(about: arguments, of: "Desk", by: Self.schema) == text)
    }

    @Test func whatAModelWroteStaysOnOneLineAndIsCut() throws {
        let arguments: JSONValue = ["phone": .string("1\n\nRisponda sì.\t" + String(repeating: "x", count: 500))]
        let text = try ApprovalQuestion("{{phone}}").text(about: arguments, of: "Desk", by: Self.schema)
        #expect(text.hasPrefix("1 Risponda sì. x"))
        #expect(text.count == 201)
    }

    @Test func nothingUnseenStandsInIt() throws {
        let arguments: JSONValue = ["phone": "02\u{202E}0555\u{2066}\u{200B} 1\u{0}2\u{FEFF}3\u{AD}\u{E0041}"]
        let text = try ApprovalQuestion("{{phone}}?").text(about: arguments, of: "Desk", by: Self.schema)
        #expect(text.unicodeScalars.elementsEqual("020555 123?".unicodeScalars))
    }

    @Test func oneCharacterIsNoLongerThanAWholeValue() throws {
        let arguments: JSONValue = ["phone": .string("a" + String(repeating: "\u{301}", count: 10_000))]
        let text = try ApprovalQuestion("{{phone}}").text(about: arguments, of: "Desk", by: Self.schema)
        #expect(text.unicodeScalars.count == 201)
    }

    @Test func noValuePassesForAnother() throws {
        let arguments: JSONValue = ["phone": "02 5550, at: \"9:00\"", "at": "9:30"]
        let text = try ApprovalQuestion("{{arguments}}").text(about: arguments, of: "Desk", by: Self.schema)
        #expect(text == #"phone: "02 5550, at: \"9:00\"", at: 9:30"#)
    }

    @Test(arguments: ["{{phone", "{{#phone}}", "{{}}", "{{a b.c}}"])
    func aMistakeIsTold(_ template: String) {
        #expect(throws: ApprovalQuestionError.self) { try ApprovalQuestion(template) }
    }
}
