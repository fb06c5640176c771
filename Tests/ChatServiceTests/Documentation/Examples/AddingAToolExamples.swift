import AgentRuntime
import AgentTesting
import Foundation
import Testing

/// The tests that docs/adding-a-tool.md shows, over the files that it shows.
@Suite("What a tool's author writes", .files(of: "docs/adding-a-tool.md"))
struct AddingAToolExamples {
    @Test func companiesAreAnswered() async throws {
        let chat = try await RegionConversation(
            "lombardia",
            model: .script(
                .calls("knowledge_base_work", ["query": "documenti per la visita preassuntiva"]),
                .says("Serve la richiesta dell'azienda.")
            )
        )
        let reply = try await chat.say("Devo fare la visita preassuntiva, cosa porto?")
        #expect(reply.functionsCalled == ["knowledge_base_work"])
        let result = try await chat.recording().calls.first?.returned?.result
        #expect(result?.content["answer"]?.string?.contains("richiesta dell'azienda") == true)
    }

    @Test func schemaAndArgumentsAgree() throws {
        try ReportTimeTool(name: "report_time", times: []).verifySchema()
    }

    @Test func theReportTimeIsToldAndAnUnknownExamIsAskedAbout() async throws {
        let toolset = try await ReportTimeKind().makeTools(
            named: "report_time",
            settings: ["times": "times.yaml"],
            in: .testing(documents: ["times.yaml": [["exam": "emocromo", "days": 1]]])
        )
        let chat = try await TestConversation(
            model: .script(
                .calls("report_time", ["exam": "Emocromo", "delivery": "sportello"])
                    .calls("report_time", ["exam": "oroscopo"]),
                .says("L'emocromo dopo due giorni. L'altro esame, qual è?")
            ),
            tools: toolset.tools
        )
        _ = try await chat.say("Quando sono pronti l'emocromo e l'oroscopo?")
        let results = try await chat.recording().calls.map(\.returned?.result)
        #expect(results[0]?.content == ["exam": "emocromo", "working_days": 2])
        #expect(results[1]?.text.contains("Known are: emocromo.") == true)
    }

    @Test func aCallbackIsNotedOnceAndFoundAgain() async throws {
        let data = try TemporaryFolder()
        func tool() async throws -> any Tool {
            let environment = try ToolEnvironment.testing(dataDirectory: data.path)
            let toolset = try await CallbackKind().makeTools(named: "callback", settings: [:], in: environment)
            return try #require(toolset.tools.first)
        }
        let call = try ToolContext.testing()
        let first = try await tool()
        let noted = try await first.run(["phone": "02 5550 1234"], in: call)
        #expect(try await first.run(["phone": "02 5550 1234"], in: call) == noted)

        let afterACrash = try await tool()
        #expect(try await afterACrash.outcome(of: call.idempotencyKey, in: call) == noted)
        let never = IdempotencyKey(session: call.session, call: "t9c9")
        #expect(try await afterACrash.outcome(of: never, in: call) == nil)
    }

    @Test func aCallbackWaitsForTheUsersYes() async throws {
        let chat = try await RegionConversation(
            "lombardia",
            model: .script(.calls("callback_confirmed", ["phone": "02 5550 1234"]), .says("La richiameranno."))
        )
        let asked = try await chat.say("Mi fate richiamare allo 02 5550 1234?")
        #expect(asked.text == "La faccio richiamare al numero 02 5550 1234? Risponda sì per procedere.")
        #expect(asked.functionsCalled.isEmpty)

        let answered = try await chat.say("Sì, grazie!")
        #expect(answered.functionsCalled == ["callback_confirmed"])
        #expect(answered.text == "La richiameranno.")
    }

    @Test func aRecordedSessionPlaysAgain() async throws {
        let file = "\(Repository.root)/Tests/Recordings/pallavolo.json"
        let recording = try SessionRecording(json: String(contentsOfFile: file, encoding: .utf8))
        let replay = try await Replay(of: recording)
        try replay.verify()
        #expect(replay.replies.last?.functionsCalled == ["get_competitive_pricing"])
    }
}
