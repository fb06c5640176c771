import AgentRuntime
import AgentTesting
import Testing

@Suite struct SessionRecordingTests {
    @Test func jsonKeepsEveryEvent() throws {
        var session = StoredSession()
        session.add(StoredSession.turn(1), turn: 1)
        session.add(.unknown(type: "of_a_later_version", fields: ["a": [1, nil, "ü"]]))
        session.add(.sessionClosed(.init(reason: .idle)))
        let recording = SessionRecording(events: session.events)
        let json = try recording.json()
        #expect(try SessionRecording(json: json) == recording)
        #expect(try SessionRecording(json: json).json() == json)
        #expect(json.split(separator: "\n").count == session.events.count + 2)
    }

    @Test func whatStepsDidNotKeepYetIsReadAsLeftOut() throws {
        let old = #"""
            {"v":1,"events":[
            {"v":1,"seq":1,"at":"2026-11-23T21:51:00.000Z","turn":1,"type":"model_responded","text":"Ciao","calls":[],\#
            "finish_reason":"stop","model":"m","milliseconds":3,"prompt_digest":"0123456789abcdef"}
            ]}
            """#
        let recording = try SessionRecording(json: old)
        guard case .modelResponded(let response)? = recording.events.first?.fact else {
            Issue.record("The event is not a step.")
            return
        }
        #expect(response.extra == nil)
        #expect(response.generation == nil)
        #expect(try !recording.json().contains("extra"))
        #expect(try !recording.json().contains("generation"))
    }

    @Test func aStoredSessionCanBeExported() async throws {
        let chat = try await TestConversation(model: .script(.says("Buongiorno.")))
        _ = try await chat.say("Ciao")
        let recording = try await SessionRecording(of: chat.session.id, in: chat.store)
        #expect(recording == (try await chat.recording()))
        #expect(recording.messages == ["Ciao"])
    }

    @Test(arguments: [
        ("", "Not valid JSON"), ("[]", "must be an object"), (#"{"v":2,"events":[]}"#, "version 2"),
        (#"{"v":1,"events":[{"type":"user_message"}]}"#, "Event 1"),
    ])
    func whatIsNoRecordingSaysWhy(_ json: String, _ reason: String) throws {
        let error = #expect(throws: SessionRecordingError.self) { try SessionRecording(json: json) }
        #expect(error?.description.contains(reason) == true)
    }
}
