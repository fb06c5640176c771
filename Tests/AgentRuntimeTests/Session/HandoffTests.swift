import AgentRuntime
import AgentTesting
import Testing

@Suite("A handoff")
struct HandoffTests {
    private static let handoff = Handoff(reason: "Un reclamo", route: ["service": "5"])
    private static let json: JSONValue = ["reason": "Un reclamo", "route": ["service": "5"]]

    private let tool = MockTool("request_transfer", effect: .write, outcome: { _ in nil }) { _, _ in
        ToolResult(["transferred": true], handoff: Self.handoff)
    }
    private static let script = [
        ScriptedStep.calls("request_transfer", ["reason": "Un reclamo"]), .says("La passo a un operatore."),
    ]

    private func conversation(_ store: any SessionStore = InMemorySessionStore()) async throws -> TestConversation {
        try await TestConversation(model: ScriptedModel(Self.script), tools: [self.tool], store: store)
    }

    @Test("is shown when it is on record, before what is said of it")
    func frame() async throws {
        let chat = try await self.conversation()
        let reply = try await chat.say("Vorrei una persona")
        #expect(reply.frames.labels == ["typing", "function_called", "handoff", "chunk", "complete", "ready"])
        let frame = try #require(reply.frames.first { $0.type == "handoff" })
        #expect(frame["reason"] == "Un reclamo")
        #expect(frame["route"] == ["service": "5"])
        #expect(frame["tool"] == "request_transfer")
        #expect(frame["call_id"] == "t1c1")
        #expect(frame["turn"] == 1)
        #expect(frame["timestamp"]?.string != nil)
        #expect(try await chat.recording().calls.map(\.returned?.handoff) == [Self.handoff])
    }

    @Test("is not shown to clients that do not know it, nor to the model")
    func guideClients() async throws {
        let model = ScriptedModel(Self.script)
        let chat = try await TestConversation(model: model, tools: [self.tool])
        let guide = RecordingFrameSink()
        _ = try await chat.session.attach(guide)
        _ = try await chat.say("Vorrei una persona")
        let frames = try await guide.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.labels == ["connected", "typing", "function_called", "chunk", "complete", "ready"])
        #expect(model.requests.last?.messages.description.contains("service") == false)
    }

    @Test("reaches a client that comes back, as a frame or in the snapshot")
    func comingBack() async throws {
        let chat = try await self.conversation()
        let reply = try await chat.say("Vorrei una persona")
        let epoch = try #require(chat.sink.frames.first?["epoch"]?.string)
        let typing = try #require(reply.frames.first?.sequence)
        let back = RecordingFrameSink()
        let position = SessionEvent.FramePosition(epoch: FrameEpoch(rawValue: epoch), last: typing)
        _ = try await chat.session.attach(back, after: position)
        #expect(back.frames.labels == ["connected", "function_called", "chunk", "complete", "ready"])
        let whole = RecordingFrameSink()
        _ = try await chat.session.attach(whole, after: position, wantsAllFrames: true)
        #expect(whole.frames.labels == ["connected", "function_called", "handoff", "chunk", "complete", "ready"])
        let stranger = RecordingFrameSink()
        _ = try await chat.session.attach(stranger, after: .init(epoch: FrameEpoch(), last: typing))
        let messages = stranger.frames.last?["messages"]
        #expect(messages?[0]?["handoff"] == Self.json)
        #expect(messages?[1]?["handoff"] == nil)
    }

    @Test("survives a restart, and is shown again by a replay")
    func restart() async throws {
        let store = InMemorySessionStore()
        let first = try await self.conversation(store)
        _ = try await first.say("Vorrei una persona")
        await first.stop()
        let second = try await TestConversation(
            model: .script(.says("Sì, è già in carico.")),
            tools: [self.tool],
            store: store,
            continuing: first.session.id
        )
        #expect(try await second.say("Allora?").frames.labels.contains("handoff") == false)
        #expect(second.session.messages.map(\.handoff) == [Self.handoff, nil, nil, nil])
        let exported = try await second.recording().json()
        let replay = try await Replay(of: SessionRecording(json: exported))
        try replay.verify()
        #expect(replay.replies[0].frames.first { $0.type == "handoff" }?["reason"] == "Un reclamo")
    }

    @Test("that a crash cut off comes once the turn goes on")
    func crash() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let cutOff = MockTool("request_transfer", effect: .write) { _, _ in
            try await gate.pass()
            return ToolResult("mai")
        }
        let first = try await TestConversation(model: ScriptedModel(Self.script), tools: [cutOff], store: store)
        try first.session.send(.init("Vorrei una persona"))
        try await gate.arrived()
        // What the journal holds before the write has settled is all that a killed service leaves.
        let left = try await first.events()
        gate.open()
        await first.stop()
        let fresh = InMemorySessionStore()
        try await fresh.take(left, of: first.session)
        let second = try await TestConversation(
            model: .script(.says("La passo a un operatore.")),
            tools: [self.tool],
            store: fresh,
            continuing: first.session.id
        )
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.count { $0.type == "handoff" } == 1)
    }

    @Test("that failed is none")
    func failure() async throws {
        let refusing = MockTool("request_transfer", effect: .write) { _, _ in throw ToolFailure("Chiuso.") }
        let chat = try await TestConversation(model: ScriptedModel(Self.script), tools: [refusing])
        #expect(try await chat.say("Vorrei una persona").frames.labels.contains("handoff") == false)
        #expect(chat.session.messages.allSatisfy { $0.handoff == nil })
    }
}

extension InMemorySessionStore {
    /// Holds a session as these events leave it.
    fileprivate func take(_ events: [SessionEvent], of session: Session) async throws {
        let record = SessionRecord(
            id: session.id,
            createdAt: session.createdAt,
            user: session.user,
            region: session.region,
            metadata: session.metadata,
            progress: SessionProgress(lastUsedAt: session.createdAt)
        )
        try await self.create(record, event: try #require(events.first))
        try await self.append(Array(events.dropFirst()), to: session.id, after: EventSequence.start.next)
    }
}
