import AgentRuntime
import AgentTesting
import Testing

@Suite struct ReplayTests {
    /// A conversation of two turns with a read, a failure and a write, as it would come out of a file.
    private func recording() async throws -> SessionRecording {
        let chat = try await TestConversation(
            model: .script(
                .says("Guardo.").calls("get_price", ["sport": "calcio"]).calls("get_price", ["sport": "scacchi"]),
                .says("Il calcio costa 52 €."),
                .calls("confirm_booking", ["reservation": "R1"]),
                .says("Fatto.")
            ),
            tools: [
                MockTool("get_price") { arguments, _ in
                    guard arguments["sport"] == "calcio" else { throw ToolFailure("Non è nel listino.") }
                    return ToolResult("52 €", instruction: "Sii breve.")
                },
                MockTool("confirm_booking", effect: .write, returns: ["code": "ABC"]),
            ]
        )
        _ = try await chat.say("Quanto costano calcio e scacchi?")
        _ = try await chat.say("Prenota.")
        return try SessionRecording(json: try await chat.recording().json())
    }

    @Test func aRecordingPlaysAgainAsItWent() async throws {
        let recording = try await self.recording()
        let replay = try await Replay(of: recording)
        try replay.verify()
        #expect(replay.unusedCalls.isEmpty)
        #expect(replay.replies.map(\.text) == ["Guardo.\n\nIl calcio costa 52 €.", "Fatto."])
        #expect(replay.replies.map(\.functionsCalled) == [["get_price", "get_price"], ["confirm_booking"]])
        #expect(
            Transcript(folding: replay.recording.events).turns.map(\.steps)
                == Transcript(folding: recording.events).turns.map(\.steps)
        )
    }

    @Test func anUnrecordedCallFailsByName() async throws {
        let model = ScriptedModel(
            .calls("get_price", ["sport": "tennis"]),
            .says("Non lo so."),
            .calls("send_fax"),
            .says("Nemmeno questo.")
        )
        let replay = try await Replay(of: try await self.recording(), model: model)
        let error = #expect(throws: ReplayError.self) { try replay.verify() }
        #expect(error?.description.contains(#"get_price({"sport":"tennis"}), send_fax({})"#) == true)
        #expect(model.requests[1].messages.description.contains("The recording has no call get_price"))
    }

    @Test func callsNobodyMadeAreTold() async throws {
        let replay = try await Replay(of: try await self.recording(), model: .script(.says("Non so."), .says("No.")))
        try replay.verify()
        #expect(replay.unusedCalls.map(\.tool) == ["confirm_booking", "get_price", "get_price"])
    }

    @Test func argumentsAreComparedAsTheSchemaMendsThem() async throws {
        let schema = JSONSchema.object(["age": .integer("Età.", in: 0...120)], required: ["age"])
        let tool = MockTool("get_price", parameters: schema, returns: "52 €")
        let chat = try await TestConversation(
            model: .script(.calls("get_price", text: #"{ "age" : "13" }"#), .says("52 €.")),
            tools: [tool]
        )
        _ = try await chat.say("Quanto costa a 13 anni?")
        let replay = try await Replay(
            of: try await chat.recording(),
            model: .script(.calls("get_price", ["age": 13]), .says("52 €.")),
            definitions: [tool.definition]
        )
        try replay.verify()
    }

    @Test func equalCallsGetTheirOwnResultsInOrder() async throws {
        let chat = try await TestConversation(
            model: .script(.calls("queue"), .calls("queue"), .says("Prima 1, poi 2.")),
            tools: [MockTool("queue", returns: 1, 2)]
        )
        _ = try await chat.say("Quanti?")
        let replay = try await Replay(of: try await chat.recording())
        let results = replay.recording.calls.map(\.returned?.result.content)
        #expect(results == [1, 2])
        try replay.verify()
    }

    @Test func aFailedTurnFailsAgain() async throws {
        let chat = try await TestConversation(
            model: .script(.says("Un att").fails(.unavailable), .says("Eccomi."), .saysNothing, .saysNothing)
        )
        for message in ["Ciao", "Ci sei?", "E ora?"] { _ = try await chat.say(message) }
        let replay = try await Replay(of: try await chat.recording())
        #expect(replay.replies.map(\.errorCode) == [.modelUnavailable, nil, .emptyResponse])
        #expect(replay.replies.map(\.chunks) == [["Un", " att"], ["Eccomi."], []])
    }
}
