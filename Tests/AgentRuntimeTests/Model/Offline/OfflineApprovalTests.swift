import AgentRuntime
import AgentTesting
import Testing

/// The stand-in leaves the asking to the runtime, where that asks.
@Suite struct OfflineApprovalTests {
    private static func desk() -> MockTool {
        MockTool(
            "callback",
            effect: .write,
            description: "Fa richiamare il paziente al telefono da una persona.",
            parameters: .object(
                ["phone": .string("Il numero di telefono.", examples: ["02 5550 1234"]).asked("A quale numero?")],
                required: ["phone"]
            )
        ) { _, _ in ToolResult("Una persona richiamerà.") }
    }

    private static func chat(_ desk: MockTool) async throws -> TestConversation {
        try await TestConversation(
            model: OfflineModel(language: "it"),
            tools: [desk],
            policies: [
                "callback": ToolPolicy(confirm: .user, question: try ApprovalQuestion("Richiamo il numero {{phone}}?"))
            ]
        )
    }

    @Test func aYesRunsTheCallAndTheResultIsTold() async throws {
        let desk = Self.desk()
        let chat = try await Self.chat(desk)
        var reply = try await chat.say("Può farmi richiamare al telefono?")
        if !reply.text.hasPrefix("Richiamo il numero") { reply = try await chat.say("02 5550 1234") }
        #expect(reply.text.hasPrefix("Richiamo il numero"))
        #expect(desk.calls.isEmpty)
        let done = try await chat.say("sì")
        #expect(desk.calls.count == 1)
        #expect(done.text.contains("Una persona richiamerà."))
    }

    @Test func aNoIsTakenForOne() async throws {
        let desk = Self.desk()
        let chat = try await Self.chat(desk)
        let reply = try await chat.say("Può farmi richiamare al telefono?")
        if !reply.text.hasPrefix("Richiamo il numero") { _ = try await chat.say("02 5550 1234") }
        let answer = try await chat.say("no")
        #expect(!answer.text.isEmpty)
        #expect(desk.calls.isEmpty)
        #expect(try await chat.session.pendingApproval() == nil)
    }
}
