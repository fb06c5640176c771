public import AgentRuntime
public import Logging

/// A conversation with an agent, from end to end but for the socket: a session, a store, and a client that keeps what it is
/// sent.
///
/// It runs until it is let go.
public final class TestConversation: Sendable {
    /// The session the conversation is held in.
    public let session: Session
    /// Where the session's journal is.
    public let store: any SessionStore
    /// The registry that runs the session.
    public let sessions: SessionRegistry
    /// What a client that understands all frames was sent.
    public let sink: RecordingFrameSink
    private let model: any LanguageModel
    private let running: Task<Void, any Error>

    /// Begins a conversation with an agent, or goes on with one that is stored.
    /// - Parameters:
    ///   - id: a session in `store` to go on with; a new one if `nil`.
    ///   - clock: what paces the looking over of sessions.
    ///   - observer: told of every turn, its steps and its calls.
    /// - Throws: ``SessionStoreError``, also where there is no session `id`.
    public init(
        with agent: Agent,
        store: any SessionStore = InMemorySessionStore(),
        continuing id: SessionID? = nil,
        user: String? = nil,
        metadata: [String: JSONValue] = [:],
        settings: SessionSettings = SessionSettings(),
        clock: any Clock<Duration> = ManualClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        observer: any AgentObserver = .none,
        logger: Logger = .silent
    ) async throws {
        let region = agent.region.id
        let sessions = SessionRegistry(
            store: store,
            agent: { $0 == region ? agent : nil },
            settings: settings,
            clock: clock,
            now: now,
            observer: observer,
            logger: logger
        )
        self.model = agent.model
        self.store = store
        self.sessions = sessions
        self.sink = RecordingFrameSink()
        if let id {
            guard let session = try await sessions.session(id) else { throw SessionStoreError.notFound(id) }
            self.session = session
        } else {
            self.session = try await sessions.create(user: user, region: region, metadata: metadata)
        }
        _ = try await self.session.attach(self.sink, wantsAllFrames: true)
        // Unstructured, so that a test needs no task group of its own; ends when the conversation is let go.
        self.running = Task { try await sessions.run() }
    }

    /// Begins a conversation with an agent of this model and these tools.
    /// - Parameter policies: how tools are run, by name; as usual where none is given.
    /// - Throws: ``ToolRegistryError``, ``HTTPTransportError``, ``SessionStoreError``.
    public convenience init(
        model: any LanguageModel,
        tools: [any Tool] = [],
        policies: [String: ToolPolicy] = [:],
        limits: AgentLimits = AgentLimits(),
        approval: ApprovalRules = ApprovalRules(),
        store: any SessionStore = InMemorySessionStore(),
        continuing id: SessionID? = nil
    ) async throws {
        let agent = try Agent.testing(
            model: model,
            tools: tools,
            policies: policies,
            limits: limits,
            approval: approval
        )
        try await self.init(with: agent, store: store, continuing: id)
    }

    deinit { self.running.cancel() }

    /// What came of one message.
    public struct Reply: Sendable {
        /// What the client was sent from the turn's `typing` to its `ready`.
        public let frames: [RecordedFrame]

        /// The answer; empty if there was none.
        public var text: String { self.frames.first { $0.type == "complete" }?["full_response"]?.string ?? "" }
        /// The pieces in which the answer came.
        public var chunks: [String] { self.frames.chunks }
        /// The functions that were called, in order, under the names clients are shown.
        public var functionsCalled: [String] { self.frames.functionsCalled }
        /// Why there was no answer, as clients are told it.
        public var errorCode: AgentError.Code? {
            self.frames.first { $0.type == "error" }?["code"]?.string.map(AgentError.Code.init)
        }
    }

    /// Says something and waits for what comes of it. No other turn may be waiting or running.
    /// - Throws: ``ScriptedModelError`` when the model's script has too few steps, ``Session/SendError``.
    public func say(_ text: String, id: String? = nil) async throws -> Reply {
        try await self.send(.init(text, id: id, sender: self.sink))
    }

    /// Says yes or no to a call that waits for it, as a button does, and waits for what comes of it. The call must wait, and
    /// no other turn may be waiting or running.
    /// - Throws: as ``say(_:id:)``.
    public func answer(_ call: CallID, approved: Bool) async throws -> Reply {
        try await self.send(.init(approving: call, approved, sender: self.sink))
    }

    private func send(_ message: Session.Message) async throws -> Reply {
        let earlier = self.sink.frames.count { $0.label == "ready" }
        try self.session.send(message)
        let frames = try await self.sink.frames(untilNumber: earlier + 1, labelled: "ready")
        if let overrun = (self.model as? ScriptedModel)?.overrun { throw overrun }
        var readiesToPass = earlier
        let own = frames.drop { frame in
            defer { if frame.label == "ready" { readiesToPass -= 1 } }
            return readiesToPass > 0 || frame.label != "typing"
        }
        let end = own.firstIndex { $0.label == "ready" } ?? own.endIndex
        return Reply(frames: Array(own.prefix(through: min(end, own.endIndex - 1))))
    }

    /// The session's journal.
    /// - Throws: ``SessionStoreError``.
    public func events() async throws -> [SessionEvent] {
        try await self.store.events(of: self.session.id, after: .start)
    }

    /// The session's journal, to be exported or replayed.
    /// - Throws: ``SessionStoreError``.
    public func recording() async throws -> SessionRecording {
        SessionRecording(events: try await self.events())
    }

    /// Stops as a service that is killed would: a running turn is left where it is.
    public func stop() async {
        self.running.cancel()
        _ = await self.running.result
    }
}
