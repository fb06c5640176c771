import NIOConcurrencyHelpers

/// The frames of one session: numbers them, encodes each once, keeps them for clients that come back, and hands them to
/// every sink.
///
/// One lock around all of it gives order and numbering one owner. Whoever calls does not wait: not the transport's
/// thread that brings the model's text, not a socket that attaches in mid-turn.
public final class FrameLog: Sendable {
    private let now: @Sendable () -> Timestamp
    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - position: where the numbering goes on, from the journal.
    ///   - greeting: what the first sink is sent, under the numbers up to ``endOfGreeting``; only while there was no turn.
    ///   - now: the clock for timestamps.
    public init(
        session: SessionID,
        position: SessionEvent.FramePosition,
        greeting: String? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.now = now
        self.state = NIOLockedValueBox(
            State(
                encoder: FrameEncoder(session: session),
                epoch: position.epoch,
                last: position.last,
                greeting: greeting
            )
        )
    }

    /// The number of the second frame of a greeting, its `complete`.
    static let endOfGreeting = FrameSequence.start.next.next

    // MARK: The running turn

    /// The turn begins: `typing`. Until it ends, only what belongs to it is taken.
    /// - Parameter shown: what it had shown before it was interrupted.
    public func begin(_ turn: TurnNumber, shown: String = "") {
        self.state.withLockedValue { state in
            let text = Array(shown.utf8)
            state.greeting = nil
            state.live = LiveTurn(number: turn, text: text, stepStart: text.count, stepFrames: state.last.next)
            self.publish(.typing, &state)
        }
    }

    /// The text from here on belongs to another step.
    public func beginStep(of turn: TurnNumber) {
        self.state.withLockedValue { state in
            guard let live = state.live, live.number == turn else { return }
            state.live?.stepStart = live.text.count
            state.live?.stepFrames = state.last.next
        }
    }

    /// More of the answer: a `chunk`. Text of a turn that is no longer live is dropped.
    public func text(_ bytes: Span<UInt8>, of turn: TurnNumber) {
        self.state.withLockedValue { state in
            guard let step = state.live?.stepFrames, state.live?.number == turn else { return }
            bytes.withUnsafeBufferPointer { state.live?.text.append(contentsOf: $0) }
            self.deliver(state.encoder.chunk(bytes, at: self.now(), state.last.next, step: step), &state)
        }
    }

    /// Runs `body`, within which texts come that may cross together: sinks need not let go of any before its end.
    public func together(_ body: () -> Void) {
        self.state.withLockedValue { $0.isBurst = true }
        body()
        self.state.withLockedValue { state in
            state.isBurst = false
            for attached in state.sinks { attached.sink.flush() }
        }
    }

    /// The running step's text no longer counts: `step_reset`, if there was any.
    public func resetStep(of turn: TurnNumber) {
        self.state.withLockedValue { state in
            guard var live = state.live, live.number == turn, live.text.count > live.stepStart else { return }
            live.text.removeSubrange(live.stepStart...)
            state.live = live
            self.publish(.stepReset(turn: turn, from: live.stepFrames), &state)
        }
    }

    /// An invocation begins: `function_called`.
    public func called(_ call: ToolCall, as displayName: String, of turn: TurnNumber) {
        self.state.withLockedValue { state in
            guard state.live?.number == turn else { return }
            self.publish(.functionCalled(name: displayName, tool: call.name, call: call.id, turn: turn), &state)
        }
    }

    /// The conversation is given to a person: `handoff`.
    func handedOff(_ handoff: Handoff, by call: ToolCall, of turn: TurnNumber) {
        self.state.withLockedValue { state in
            guard state.live?.number == turn else { return }
            self.publish(.handoff(handoff, tool: call.name, call: call.id, turn: turn), &state)
        }
    }

    /// The turn's question asks for the user's yes: `approval_required`.
    public func approvalRequired(
        _ approval: SessionEvent.ApprovalRequested,
        as displayName: String,
        of turn: TurnNumber
    ) {
        self.state.withLockedValue { state in
            guard state.live?.number == turn else { return }
            self.publish(.approvalRequired(PendingApproval(request: approval, turn: turn), name: displayName), &state)
        }
    }

    /// The turn ends: its last frame, which is `complete` or `error`, then `ready`.
    public func end(_ turn: TurnNumber, with frame: ChatFrame) {
        self.state.withLockedValue { state in
            guard state.live?.number == turn else { return }
            self.publish(frame, &state)
            self.publish(.ready, &state)
            state.live = nil
            state.endings.append((state.last, self.now()))
        }
    }

    /// Where the numbering will stand once ``end(_:with:)`` is done, for the journal.
    public var positionAtEnd: SessionEvent.FramePosition {
        self.state.withLockedValue {
            SessionEvent.FramePosition(epoch: $0.epoch, last: FrameSequence(rawValue: $0.last.rawValue + 2))
        }
    }

    /// What the live turn has shown so far.
    public var liveText: String {
        self.state.withLockedValue { String(decoding: $0.live?.text ?? [], as: UTF8.self) }
    }

    // MARK: Sinks

    /// Sends `sink` the `connected` frame, then what it missed, then each new frame. Leaving ends neither the session nor
    /// its turn.
    /// - Parameters:
    ///   - position: the last frame a returning client has seen; `nil` for a new one.
    ///   - wantsAllFrames: whether it understands more than the frames every client does.
    ///   - record: the conversation on record and the call that waits for a yes, for a client that cannot be sent what it
    ///     missed.
    public func attach(
        _ sink: any FrameSink,
        after position: SessionEvent.FramePosition?,
        wantsAllFrames: Bool,
        record: () -> (messages: [ChatMessage], approval: PendingApproval?)
    ) -> Attachment {
        let (attachment, ending) = self.state.withLockedValue { state in
            let id = state.nextAttachment
            state.nextAttachment += 1
            let attached = Attached(id: id, sink: sink, wantsAllFrames: wantsAllFrames)
            let missed = position.map { Self.frames(after: $0, in: state) }
            let connected = ChatFrame.connected(state.epoch, recovered: missed.map { $0 != nil })
            let greeting = self.takeGreeting(&state, isShown: position == nil)
            let last = greeting.isEmpty ? state.last : .start
            var isTaken = sink.enqueue(state.encoder.encode(connected, at: self.now(), last))
            for frame in greeting where isTaken { isTaken = sink.enqueue(frame) }
            switch missed {
            case .some(.some(let frames)):
                for frame in frames where isTaken && (wantsAllFrames || !frame.isExtension) {
                    isTaken = sink.enqueue(frame)
                }
            case .some(.none):
                let snapshot = Self.snapshot(of: record(), in: state)
                isTaken = isTaken && sink.enqueue(state.encoder.encode(snapshot, at: self.now(), state.last))
            case .none:
                break
            }
            if isTaken, state.ending == nil { state.sinks.append(attached) }
            return (Attachment(id: id), state.ending)
        }
        if let ending { sink.finish(ending) }
        return attachment
    }

    /// Names a sink's place in the log.
    public struct Attachment: Hashable, Sendable {
        fileprivate let id: Int
    }

    /// Sends the sink nothing more. Detaching twice is harmless.
    public func detach(_ attachment: Attachment) {
        self.state.withLockedValue { $0.sinks.removeAll { $0.id == attachment.id } }
    }

    /// Sends one sink a frame of its own, under the number of the last frame.
    public func send(_ frame: ChatFrame, to sink: any FrameSink) {
        self.state.withLockedValue { state in
            _ = sink.enqueue(state.encoder.encode(frame, at: self.now(), state.last))
        }
    }

    /// Lets all sinks go, and those that attach later.
    public func finish(_ reason: FrameSinkEnding) {
        let sinks = self.state.withLockedValue { state in
            state.ending = reason
            defer { state.sinks.removeAll() }
            return state.sinks
        }
        for attached in sinks { attached.sink.finish(reason) }
    }

    /// How many sinks are attached.
    public var sinkCount: Int { self.state.withLockedValue { $0.sinks.count } }

    /// Forgets the frames of turns that ended before `instant`; who comes back for them is sent a snapshot.
    /// - Returns: whether frames are left.
    public func forget(endedBefore instant: Timestamp) -> Bool {
        self.state.withLockedValue { state in
            guard let expired = state.endings.last(where: { $0.at < instant }) else { return !state.kept.isEmpty }
            state.endings.removeAll { $0.last <= expired.last }
            state.kept.removeAll { $0.sequence <= expired.last }
            return !state.kept.isEmpty
        }
    }

    // MARK: Within the lock

    /// The greeting's frames, once.
    /// - Parameter isShown: whether they are wanted; who comes back is sent them with what it missed, or in a snapshot.
    private func takeGreeting(_ state: inout State, isShown: Bool) -> [EncodedFrame] {
        guard let greeting = state.greeting else { return [] }
        state.greeting = nil
        guard isShown else { return [] }
        let now = self.now()
        let complete = ChatFrame.complete(fullResponse: greeting, turn: .beforeAll)
        let frames = [
            state.encoder.chunk(greeting.utf8Span.span, at: now, .start.next, step: .start.next),
            state.encoder.encode(complete, at: now, Self.endOfGreeting),
        ]
        state.kept = frames
        state.endings = [(Self.endOfGreeting, now)]
        return frames
    }

    private func publish(_ frame: ChatFrame, _ state: inout State) {
        self.deliver(state.encoder.encode(frame, at: self.now(), state.last.next), &state)
    }

    private func deliver(_ frame: EncodedFrame, _ state: inout State) {
        state.last = frame.sequence
        state.kept.append(frame)
        for index in state.sinks.indices.reversed() where state.sinks[index].wantsAllFrames || !frame.isExtension {
            let isTaken = state.isBurst ? state.sinks[index].sink.hold(frame) : state.sinks[index].sink.enqueue(frame)
            if !isTaken { state.sinks.remove(at: index) }
        }
    }

    /// The frames after `position`, or `nil` where they are not all known.
    private static func frames(after position: SessionEvent.FramePosition, in state: State) -> ArraySlice<EncodedFrame>?
    {
        guard position.epoch == state.epoch, position.last <= state.last else { return nil }
        let missing = Int(state.last.rawValue - position.last.rawValue)
        return missing <= state.kept.count ? state.kept.suffix(missing) : nil
    }

    /// The conversation, with the live turn's text apart so that nothing is told twice.
    private static func snapshot(
        of record: (messages: [ChatMessage], approval: PendingApproval?),
        in state: State
    ) -> ChatFrame {
        guard let live = state.live else {
            return .snapshot(messages: record.messages, live: nil, approval: record.approval)
        }
        return .snapshot(
            messages: record.messages.filter { $0.role == .user || $0.turn != live.number },
            live: .init(number: live.number, text: String(decoding: live.text, as: UTF8.self)),
            approval: record.approval
        )
    }
}
