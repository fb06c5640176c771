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

    @Test func thePartnersPriceIsTold() async throws {
        let partner = try await StubHTTPServer.running { request in
            request.path == "/v1/exams/ECO-004/price?city=Monza" && request.header("Authorization") == "Bearer t-1"
                ? .json(["price": ["amount": 61.5]]) : .status(404)
        }
        let chat = try await RegionConversation(
            "lombardia",
            model: .script(
                .calls("partner_price", ["code": "ECO-004", "city": "Monza"]).calls("partner_price", ["code": "X"]),
                .says("Costa 61,50 euro. L'altro esame, qual è?")
            ),
            environment: ["PARTNER_URL": partner.url, "PARTNER_TOKEN": "t-1", "PARTNER_IS_LOCAL": "true"]
        )
        _ = try await chat.say("Quanto costano a Monza ECO-004 e X?")
        let results = try await chat.recording().calls.map(\.returned?.result)
        #expect(results[0]?.content == ["price": 61.5, "currency": "EUR"])
        #expect(results[1]?.text == "There is no such exam. Ask for another name of it.")
    }

    @Test func thePartnersHoursAreTold() async throws {
        let partner = try await StubHTTPServer.running { request in
            let isKnown = request.vapiCall?.function == "get_hours" && request.vapiCall?.arguments == ["q": "Monza"]
            return .vapi(isKnown ? "Dalle 8 alle 18." : "Zona non supportata.", to: request)
        }
        let chat = try await RegionConversation(
            "lombardia",
            model: .script(
                .calls("partner_hours", ["place": "Monza"]).calls("partner_hours", ["place": "Lodi"]),
                .says("A Monza dalle 8 alle 18. Di Lodi non lo so.")
            ),
            environment: ["PARTNER_TOOLS_URL": partner.url]
        )
        _ = try await chat.say("Quando sono aperti i centri convenzionati di Monza e Lodi?")
        let returned = try await chat.recording().calls.map(\.returned)
        #expect(returned[0]?.result.content == ["hours": "Dalle 8 alle 18."])
        #expect(returned[1]?.outcome == .failed)
    }

    @Test func thePartnersServerIsAsked() async throws {
        let partner = try await StubHTTPServer.running { request in
            let schema: JSONValue = [
                "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
            ]
            let result: JSONValue =
                switch request.json["method"] {
                case "server/discover": ["supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]]]
                case "tools/list":
                    ["tools": [["name": "find_parking", "description": "Dove si parcheggia.", "inputSchema": schema]]]
                default: ["content": [["type": "text", "text": "Gratis in cortile."]], "resultType": "complete"]
                }
            return .json(["jsonrpc": "2.0", "id": request.json["id"] ?? .null, "result": result])
        }
        let chat = try await RegionConversation(
            "lombardia",
            model: .script(.calls("find_parking", ["city": "Monza"]), .says("Gratis in cortile.")),
            environment: ["PARTNER_MCP_URL": "\(partner.url)/mcp", "PARTNER_IS_LOCAL": "true"]
        )
        _ = try await chat.say("Dove si parcheggia dal centro convenzionato di Monza?")
        let result = try await chat.recording().calls.first?.returned?.result
        #expect(result?.content == "Gratis in cortile.")
        #expect(partner.requests.last?.json["params"]?["arguments"] == ["city": "Monza"])
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
