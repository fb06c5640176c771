import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@Suite struct SessionLifecycleTests {
    /// A wall clock that a test sets.
    private final class Calendar: Sendable {
        private let instant = NIOLockedValueBox(Timestamp(milliseconds: 1_700_000_000_000))
        var now: Timestamp { self.instant.withLockedValue(\.self) }
        func advance(by duration: Duration) { self.instant.withLockedValue { $0 = $0 + duration } }
    }

    /// Remembers which sessions it was told have ended.
    private final class Desk: Toolset {
        let tools: [any Tool] = []
        let ended = NIOLockedValueBox<[SessionID]>([])
        func sessionEnded(_ session: SessionID) async { self.ended.withLockedValue { $0.append(session) } }
    }

    @Test func closingStopsTheTurnAndLetsEverybodyGo() async throws {
        let gate = Gate()
        let desk = Desk()
        let chat = try await TestConversation(
            with: .testing(model: .script(.says("Un attimo").waits(for: gate)), toolsets: [desk])
        )
        try chat.session.send(.init("Ciao"))
        try await gate.arrived()
        #expect(try await chat.sessions.close(chat.session.id))
        #expect(try await chat.sink.finished() == .sessionClosed)
        #expect(try await chat.sessions.session(chat.session.id) == nil)
        #expect(try await !chat.sessions.close(chat.session.id))
        #expect(throws: Session.SendError.closed) { try chat.session.send(.init("Ci sei?")) }
        #expect(desk.ended.withLockedValue(\.self) == [chat.session.id])
        let types = try await chat.events().map(\.fact.type)
        #expect(types.contains("session_closed"))
        #expect(types.contains("turn_cancelled"))
        #expect(try await chat.store.session(chat.session.id)?.progress.closedAt != nil)
    }

    @Test func anIdleSessionIsClosedAndLaterErased() async throws {
        let calendar = Calendar()
        let desk = Desk()
        let chat = try await TestConversation(
            with: .testing(model: .script(.says("Ciao.")), toolsets: [desk]),
            now: { calendar.now }
        )
        let idle = try await chat.sessions.create(user: nil, region: chat.session.region)
        _ = try await chat.say("Ciao")
        calendar.advance(by: .seconds(3600))
        await chat.sessions.sweep()
        #expect(try await chat.sessions.session(idle.id) != nil)
        calendar.advance(by: .milliseconds(1))
        // Asking for it was using it.
        await chat.sessions.sweep()
        #expect(desk.ended.withLockedValue(\.self).isEmpty)
        calendar.advance(by: .seconds(3601))
        await chat.sessions.sweep()
        #expect(try await chat.sessions.session(idle.id) == nil)
        #expect(desk.ended.withLockedValue(\.self) == [idle.id])
        // The other one has a client attached.
        #expect(try await chat.sessions.session(chat.session.id) != nil)
        calendar.advance(by: .seconds(61 * 86_400))
        await chat.sessions.sweep()
        #expect(try await chat.store.session(idle.id) == nil)
        #expect(try await chat.store.session(chat.session.id) != nil)
    }

    @Test func leavingMemoryIsInvisible() async throws {
        let calendar = Calendar()
        let model = ScriptedModel(.says("Uno."), .says("Due."))
        let chat = try await TestConversation(with: .testing(model: model), now: { calendar.now })
        _ = try await chat.say("1")
        calendar.advance(by: .seconds(600))
        await chat.sessions.sweep()
        #expect(chat.session.messages.isEmpty)
        #expect(try await chat.say("2").text == "Due.")
        #expect(model.requests[1].transcript.turns.map(\.message) == ["1", "2"])
        #expect(chat.session.progress.messages == 4)
    }

    @Test func aClientThatComesBackGetsExactlyWhatItMissed() async throws {
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.says("Il prezzo è").waits(for: gate).says(" 52 €.")))
        let first = RecordingFrameSink()
        let attachment = try await chat.session.attach(first)
        try chat.session.send(.init("Quanto costa?"))
        try await gate.arrived()
        chat.session.detach(attachment)
        let epoch = FrameEpoch(rawValue: try #require(first.frames.first?["epoch"]?.string))
        let position = SessionEvent.FramePosition(epoch: epoch, last: try #require(first.frames.last?.sequence))
        gate.open()
        try await chat.sink.frames(untilNumber: 1, labelled: "ready")

        let second = RecordingFrameSink()
        _ = try await chat.session.attach(second, after: position)
        #expect(second.frames.first?["recovered"] == true)
        let all = first.frames.dropFirst() + second.frames.dropFirst()
        #expect(Array(all) == Array(chat.sink.frames.dropFirst()))
    }

    @Test func aClientThatComesBackTooLateGetsTheConversation() async throws {
        let chat = try await TestConversation(model: .script(.says("Ciao.")))
        _ = try await chat.say("Salve")
        let late = RecordingFrameSink()
        let position = SessionEvent.FramePosition(epoch: FrameEpoch(rawValue: "unknown"), last: .start)
        _ = try await chat.session.attach(late, after: position, wantsAllFrames: true)
        #expect(late.frames.labels == ["connected", "snapshot"])
        #expect(late.frames.first?["recovered"] == false)
        let contents = late.frames.last?["messages"]?.array?.map { $0["content"] }
        #expect(contents == ["Salve", "Ciao."])
    }

    @Test func activeSessionsAreThoseNotClosed() async throws {
        let chat = try await TestConversation(model: .script(.says("Ciao.")))
        _ = try await chat.say("Salve")
        let before = chat.sessions.activeCount
        let other = try await chat.sessions.create(user: nil, region: chat.session.region)
        #expect(chat.sessions.activeCount == before + 1)
        _ = try await chat.sessions.close(other.id)
        _ = try await chat.sessions.close(other.id)
        #expect(chat.sessions.activeCount == before)
    }
}
