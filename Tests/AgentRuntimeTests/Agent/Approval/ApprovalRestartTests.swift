import AgentRuntime
import AgentTesting
import Testing

@Suite struct ApprovalRestartTests {
    private static let policies = ["book": ApprovalTests.policy]

    private static func goOn(
        _ id: SessionID,
        in store: any SessionStore,
        _ model: ScriptedModel,
        _ tool: MockTool
    ) async throws -> TestConversation {
        try await TestConversation(model: model, tools: [tool], policies: self.policies, store: store, continuing: id)
    }

    @Test(arguments: [true, false])
    func aRestartForgetsNoQuestion(_ isYes: Bool) async throws {
        let store = InMemorySessionStore()
        let tool = ApprovalTests.booking()
        let first = try await TestConversation(
            model: .script(.calls("book", ["slot": 1])),
            tools: [tool],
            policies: Self.policies,
            store: store
        )
        _ = try await first.say("Prenota")
        await first.stop()
        let second = try await Self.goOn(first.session.id, in: store, ScriptedModel(.says("Ecco.")), tool)
        #expect(try await second.session.pendingApproval()?.request.call == "t1c1")
        _ = try await second.say(isYes ? "sì" : "lasci stare")
        #expect(tool.arguments == (isYes ? [["slot": 1]] : []))
    }

    @Test func aClientThatComesBackIsToldWhatWaits() async throws {
        let store = InMemorySessionStore()
        let tool = ApprovalTests.booking()
        let first = try await TestConversation(
            model: .script(.calls("book", ["slot": 1])),
            tools: [tool],
            policies: Self.policies,
            store: store
        )
        _ = try await first.say("Prenota")
        await first.stop()
        let second = try await Self.goOn(first.session.id, in: store, ScriptedModel(.says("Fatto.")), tool)
        let stranger = SessionEvent.FramePosition(epoch: FrameEpoch(), last: .start)
        let back = RecordingFrameSink()
        _ = try await second.session.attach(back, after: stranger, wantsAllFrames: true)
        let waiting = try #require(back.frames.last?["pending_approval"])
        #expect(waiting["call_id"] == "t1c1")
        #expect(waiting["arguments"] == ["slot": 1])
        #expect(waiting["question"] == .string(ApprovalTests.question))
        _ = try await second.answer("t1c1", approved: true)
        let late = RecordingFrameSink()
        _ = try await second.session.attach(late, after: stranger, wantsAllFrames: true)
        #expect(late.frames.labels == ["connected", "snapshot"])
        #expect(late.frames.last?["pending_approval"] == nil)
        #expect(tool.arguments == [["slot": 1]])
    }

    @Test func aQuestionThatWasCutOffIsAskedAgainWithoutAskingTheModel() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let slow = MockTool("look") { _, _ in
            await gate.passUncancellably()
            return ToolResult("libero")
        }
        let first = try await TestConversation(
            model: .script(.calls("book", ["slot": 1]).calls("look")),
            tools: [ApprovalTests.booking(), slow],
            policies: Self.policies,
            store: store
        )
        try first.session.send(.init("Prenota"))
        try await gate.arrived()
        let snapshot = try await SessionRestartTests.copy(of: first.session.id, in: store)
        gate.open()
        await first.stop()
        let model = ScriptedModel()
        let second = try await TestConversation(
            model: model,
            tools: [ApprovalTests.booking(), MockTool("look", returns: "libero")],
            policies: Self.policies,
            store: snapshot,
            continuing: first.session.id
        )
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == .string(ApprovalTests.question))
        #expect(frames.approvalsRequired == ["t1c1"])
        #expect(model.requests.isEmpty)
    }

    /// Cut off after the yes, after the intent, and after the result was stored.
    @Test(arguments: ["approval_answered", "tool_called", "tool_returned"], [true, false])
    func anApprovedCallTakesEffectOnceWhereverItIsCutOff(_ last: String, _ tookEffect: Bool) async throws {
        let store = InMemorySessionStore()
        let tool = ApprovalTests.booking()
        let first = try await TestConversation(
            model: .script(.calls("book", ["slot": 1]), .says("Fatto.")),
            tools: [tool],
            policies: Self.policies,
            store: store
        )
        _ = try await first.say("Prenota")
        _ = try await first.say("sì")
        await first.stop()
        let events = try await first.events()
        let end = try #require(events.lastIndex { $0.fact.type == last })
        let cut = InMemorySessionStore()
        let record = try #require(try await store.session(first.session.id))
        let fresh = SessionRecord(
            id: record.id,
            createdAt: record.createdAt,
            user: nil,
            region: record.region,
            metadata: [:],
            progress: SessionProgress(lastUsedAt: record.createdAt)
        )
        try await cut.create(fresh, event: events[0])
        try await cut.append(Array(events[1...end]), to: record.id, after: events[0].sequence)

        let again = MockTool("book", effect: .write, outcome: { _ in tookEffect ? ToolResult("prenotato") : nil }) {
            _,
            _ in
            ToolResult("prenotato")
        }
        let model = ScriptedModel(.says("Fatto."))
        let second = try await Self.goOn(record.id, in: cut, model, again)
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        let runs = last == "approval_answered" || (last == "tool_called" && !tookEffect)
        #expect(again.calls.count == (runs ? 1 : 0))
        #expect(again.calls.allSatisfy { $0.idempotencyKey == tool.calls.first?.idempotencyKey })
        #expect(frames.functionsCalled.count == (last == "approval_answered" ? 1 : 0))
        #expect(model.requests[0].transcript.entries.last == .toolResult(ToolResult("prenotato"), id: "t2c1"))
    }

    @Test func aRecordingPlaysAgainWithItsYes() async throws {
        let tool = ApprovalTests.booking()
        let chat = try await TestConversation(
            model: .script(.calls("book", ["slot": 1]), .says("Fatto.")),
            tools: [tool],
            policies: Self.policies
        )
        _ = try await chat.say("Prenota")
        _ = try await chat.say("va bene")
        let recording = try SessionRecording(json: try await chat.recording().json())
        let replay = try await Replay(of: recording)
        try replay.verify()
        #expect(replay.unusedCalls.isEmpty)
        #expect(replay.replies.map(\.text) == [ApprovalTests.question, "Fatto."])
        #expect(replay.replies[1].functionsCalled == ["book"])
    }
}
