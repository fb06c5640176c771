import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// Messages on their way to the record, and what meets them there.
@Suite struct MessageIntakeTests {
    /// Cancels a turn the moment it is told that its message is on record.
    private final class HastySink: FrameSink {
        let session: Session
        init(_ session: Session) { self.session = session }
        func enqueue(_ frame: EncodedFrame) -> Bool {
            guard let json = try? JSONValue(parsing: frame.text), json["type"] == "accepted" else { return true }
            self.session.cancel(json["turn"]?.integer.map { TurnNumber(rawValue: $0) })
            return true
        }
        func finish(_ reason: FrameSinkEnding) {}
    }

    /// Sends a message when the session has come to rest and another when that one's turn begins: in the moments in which
    /// turns begin and end.
    private final class PromptSink: FrameSink {
        let session: Session
        let messages: Int
        /// Comes to it once all messages have their answers, or two turns run at once.
        let done = Gate(isOpen: true)
        private let counts = NIOLockedValueBox((sent: 0, begun: 0, ended: 0, together: 0))

        init(_ session: Session, messages: Int) {
            self.session = session
            self.messages = messages
        }

        /// How many turns have begun.
        var turns: Int { self.counts.withLockedValue(\.begun) }
        /// How many have run at once.
        var together: Int { self.counts.withLockedValue(\.together) }

        func enqueue(_ frame: EncodedFrame) -> Bool {
            let (sends, isDone) = self.counts.withLockedValue { counts in
                if frame.text.contains("\"typing\"") { counts.begun += 1 }
                if frame.text.contains("\"ready\"") { counts.ended += 1 }
                counts.together = max(counts.together, counts.begun - counts.ended)
                let isTime = frame.text.contains("\"connected\"") || counts.sent == counts.ended || counts.sent % 2 == 1
                let sends = frame.chunk == nil && isTime && counts.sent < self.messages
                counts.sent += sends ? 1 : 0
                return (sends, counts.ended >= self.messages || counts.together > 1)
            }
            if sends { try? self.session.send(.init("Ciao")) }
            if isDone { self.done.arrive() }
            return true
        }

        func finish(_ reason: FrameSinkEnding) {}
    }

    /// Remembers which sessions it was told have ended.
    private final class Desk: Toolset {
        let tools: [any Tool] = []
        let ended = NIOLockedValueBox<[SessionID]>([])
        func sessionEnded(_ session: SessionID) async { self.ended.withLockedValue { $0.append(session) } }
    }

    /// A message that waits to be stored.
    private static func held(
        _ chat: TestConversation,
        in store: FaultyStore,
        id: String? = nil
    ) async throws -> Gate {
        let gate = Gate()
        store.hold("user_message", at: gate)
        try chat.session.send(.init("Ciao", id: id, sender: chat.sink))
        try await gate.arrived()
        return gate
    }

    @Test func noTurnRunsTwiceHoweverMessagesCome() async throws {
        let pairs = 10
        let sessions = 100
        let agent = try Agent.testing(model: ScriptedModel(Array(repeating: .says("Sì"), count: 4 * pairs * sessions)))
        let chat = try await TestConversation(with: agent)
        let sinks = try await withThrowingTaskGroup(of: PromptSink.self) { group in
            for _ in 0..<sessions {
                group.addTask {
                    let session = try await chat.sessions.create(user: nil, region: agent.region.id)
                    let sink = PromptSink(session, messages: 2 * pairs)
                    _ = try await session.attach(sink)
                    try await sink.done.arrived()
                    return sink
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sinks.allSatisfy { $0.together == 1 && $0.turns == 2 * pairs })
        #expect((agent.model as? ScriptedModel)?.requests.count == 2 * pairs * sessions)
    }

    @Test func aMessageThatCannotBeStoredIsNamed() async throws {
        let store = FaultyStore()
        let chat = try await TestConversation(model: .script(.says("Eccomi.")), store: store)
        store.refuse("user_message")
        try chat.session.send(.init("Ciao", id: "m1", sender: chat.sink))
        let error = try await chat.sink.frames(untilNumber: 1, labelled: "error").last
        #expect(error?["code"] == "internal_error")
        #expect(error?["message_id"] == "m1")
        #expect(error?["retryable"] == true)
        store.refuse()
        #expect(try await chat.say("Ciao", id: "m1").text == "Eccomi.")
    }

    @Test func aMessageThatIsBeingStoredHasItsPlaceInTheLine() async throws {
        let store = FaultyStore()
        var settings = SessionSettings()
        settings.waitingMessages = 1
        let chat = try await TestConversation(
            with: .testing(model: .script(.says("Uno."), .says("Due."))),
            store: store,
            settings: settings
        )
        let gate = try await Self.held(chat, in: store)
        try chat.session.send(.init("2"))
        #expect(throws: Session.SendError.busy(waiting: 1)) { try chat.session.send(.init("3")) }
        gate.open()
        try await chat.sink.frames(untilNumber: 2, labelled: "complete")
    }

    @Test func aCancelRightBehindItsMessageIsHeard() async throws {
        let store = FaultyStore()
        let model = ScriptedModel(.says("Due."))
        let chat = try await TestConversation(model: model, store: store)
        let gate = try await Self.held(chat, in: store)
        chat.session.cancel()
        try chat.session.send(.init("E ora?"))
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 2, labelled: "ready")
        #expect(
            frames.filter { ["error", "complete"].contains($0.type) }.map { $0["code"] ?? $0["full_response"] } == [
                "cancelled", "Due.",
            ]
        )
        #expect(model.requests.count == 1)
    }

    @Test func aCancelByNumberIsHeardFromTheMomentTheNumberIsKnown() async throws {
        let model = ScriptedModel()
        let chat = try await TestConversation(model: model)
        try chat.session.send(.init("Ciao", id: "m1", sender: HastySink(chat.session)))
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "error" }?["code"] == "cancelled")
        #expect(model.requests.isEmpty)
    }

    @Test func aCancelWithNothingUnderWayMeansNoLaterMessage() async throws {
        let chat = try await TestConversation(model: .script(.says("Eccomi.")))
        chat.session.cancel()
        chat.session.cancel(TurnNumber(rawValue: 1))
        #expect(try await chat.say("Ciao").text == "Eccomi.")
    }

    @Test func closingWaitsForAMessageOnItsWayAndRunsNothing() async throws {
        let store = FaultyStore()
        let desk = Desk()
        let model = ScriptedModel(.fails(.unavailable))
        let chat = try await TestConversation(with: .testing(model: model, toolsets: [desk]), store: store)
        store.refuse("turn_failed")
        _ = try await chat.say("Ciao")
        store.refuse()
        // The message waits for what is stored before it, and lets the session's end pass.
        let settling = Gate()
        store.hold("turn_failed", at: settling)
        try chat.session.send(.init("Ci sei?", id: "m1", sender: chat.sink))
        try await settling.arrived()
        try chat.session.send(.init("E ora?", id: "m2", sender: chat.sink))
        let storing = Gate()
        store.hold("user_message", at: storing)
        async let isClosed = chat.sessions.close(chat.session.id)
        while chat.session.progress.closedAt == nil { await Task.yield() }
        settling.open()
        try await storing.arrived()
        while chat.session.state.withLockedValue(\.closing.isEmpty), desk.ended.withLockedValue(\.isEmpty),
            !store.holds("session_closed")
        {
            await Task.yield()
        }
        #expect(desk.ended.withLockedValue(\.self).isEmpty)
        storing.open()
        #expect(try await isClosed)
        #expect(desk.ended.withLockedValue(\.self) == [chat.session.id])
        #expect(model.requests.count == 1)
        let types = try await chat.events().map(\.fact.type)
        #expect(types.filter { $0 == "user_message" }.count == 2)
        #expect(types.filter { $0 == "turn_cancelled" }.count == 1)
        #expect(chat.sink.ending == .sessionClosed)
        let errors = chat.sink.frames.filter { $0.type == "error" }
        #expect(Set(errors.map { $0["code"] }) == ["model_unavailable", "session_closed", "cancelled"])
        #expect(errors.contains { $0["code"] == "session_closed" && $0["message_id"] == "m2" })
    }

    @Test func whoJoinsAClosedSessionIsLetGo() async throws {
        let chat = try await TestConversation(model: .script())
        _ = try await chat.sessions.close(chat.session.id)
        let late = RecordingFrameSink()
        _ = try await chat.session.attach(late)
        #expect(late.ending == .sessionClosed)
    }
}
