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

    @Test(arguments: ["{{phone", "{{#phone}}", "{{}}", "{{a b.c}}"])
    func aMistakeIsTold(_ template: String) {
        #expect(throws: ApprovalQuestionError.self) { try ApprovalQuestion(template) }
    }
}
