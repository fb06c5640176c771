import AgentRuntime
import AgentTesting
import Testing

@Suite("A greeting")
struct GreetingTests {
    private static let words = "Salve, sono Ualà."

    private func conversation(
        _ store: any SessionStore = InMemorySessionStore(),
        continuing id: SessionID? = nil,
        greeting: String? = Self.words
    ) async throws -> TestConversation {
        let agent = try Agent.testing(model: .script(.says("Eccomi.")), greeting: greeting)
        return try await TestConversation(with: agent, store: store, continuing: id)
    }

    @Test("is sent to the first client, and the numbering goes on from there")
    func first() async throws {
        let chat = try await self.conversation()
        let frames = chat.sink.frames
        #expect(frames.labels == ["connected", "chunk", "complete"])
        #expect(frames.map(\.sequence.rawValue) == [0, 1, 2])
        #expect(frames[1]["content"] == .string(Self.words))
        #expect(frames[2]["full_response"] == .string(Self.words))
        #expect(frames[2]["turn"] == 0)
        let second = RecordingFrameSink()
        _ = try await chat.session.attach(second)
        #expect(second.frames.labels == ["connected"])
        #expect(second.frames.first?.sequence.rawValue == 2)
        let reply = try await chat.say("Ciao")
        #expect(reply.frames.labels == ["typing", "chunk", "complete", "ready"])
        #expect(reply.frames.first?.sequence.rawValue == 3)
        #expect(reply.text == "Eccomi.")
    }

    @Test("is said by no agent that is not told to")
    func none() async throws {
        let chat = try await self.conversation(greeting: nil)
        #expect(chat.sink.frames.labels == ["connected"])
        #expect(chat.session.messages.isEmpty)
    }

    @Test("is on record, in the snapshot and among the messages, once")
    func record() async throws {
        let chat = try await self.conversation()
        guard case .sessionCreated(let created)? = try await chat.events().first?.fact else {
            Issue.record("The journal does not begin with the session.")
            return
        }
        #expect(created.greeting == Self.words)
        #expect(chat.session.progress.messages == 1)
        _ = try await chat.say("Ciao")
        #expect(chat.session.progress.messages == 3)
        let late = RecordingFrameSink()
        _ = try await chat.session.attach(late, after: .init(epoch: FrameEpoch(), last: .start), wantsAllFrames: true)
        let messages = late.frames.last?["messages"]?.array ?? []
        #expect(messages.map { $0["content"]?.string } == [Self.words, "Ciao", "Eccomi."])
        #expect(messages.map { $0["role"]?.string } == ["assistant", "user", "assistant"])
        let recording = try await chat.recording()
        #expect(try SessionRecording(json: recording.json()) == recording)
    }

    @Test("is not said again to a client that comes back, nor after a restart")
    func comingBack() async throws {
        let store = InMemorySessionStore()
        let first = try await self.conversation(store)
        let epoch = FrameEpoch(rawValue: try #require(first.sink.frames.first?["epoch"]?.string))
        let back = RecordingFrameSink()
        _ = try await first.session.attach(back, after: .init(epoch: epoch, last: FrameSequence(rawValue: 1)))
        #expect(back.frames.labels == ["connected", "complete"])
        #expect(back.frames.first?["recovered"] == true)
        _ = try await first.say("Ciao")
        let last = try #require(first.sink.frames.last?.sequence)
        await first.stop()
        let second = try await self.conversation(store, continuing: first.session.id)
        #expect(second.sink.frames.labels == ["connected"])
        #expect(second.sink.frames.first?["epoch"]?.string == epoch.rawValue)
        #expect(second.sink.frames.first?.sequence == last)
        #expect(second.session.messages.map(\.content) == [Self.words, "Ciao", "Eccomi."])
    }
}
