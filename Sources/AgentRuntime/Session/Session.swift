public import HTTPTransport
import Logging
import NIOConcurrencyHelpers

/// One conversation: takes messages in, runs their turns one after the other, and shows them to whoever watches.
///
/// Everything that matters is in its journal. What is in memory can be dropped while nothing runs, and comes back when it
/// is needed.
public final class Session: Sendable {
    /// A message on its way in.
    public struct Message: Sendable {
        public let text: String
        /// The client's own name for it; the same name twice is the same message.
        public let id: String?
        /// Who is told that it is on record, or why it is not.
        public let sender: (any FrameSink)?
        /// The answer to a question for the user's yes, where it comes without words.
        let approval: (call: CallID, isApproved: Bool)?
        /// Whether its turn is cancelled before it has one.
        var isCancelled = false

        /// - Parameter call: the call that was held.
        public init(
            approving call: CallID,
            _ isApproved: Bool,
            sender: (any FrameSink)? = nil,
            trace: TraceContext? = nil
        ) {
            self.text = ""
            self.id = nil
            self.sender = sender
            self.approval = (call, isApproved)
            self.trace = trace
        }
        /// Where in a trace the client is; `nil` if it did not say.
        public let trace: TraceContext?

        public init(
            _ text: String,
            id: String? = nil,
            sender: (any FrameSink)? = nil,
            trace: TraceContext? = nil
        ) {
            self.text = text
            self.id = id
            self.sender = sender
            self.approval = nil
            self.trace = trace
        }
    }

    public let id: SessionID
    public let createdAt: Timestamp
    public let user: String?
    /// Who created it, as a token proved; `nil` where none was asked for.
    public let owner: Subject?
    public let region: RegionID
    public let metadata: [String: JSONValue]
    /// What the assistant said before anybody asked.
    let greeting: String?
    let frames: FrameLog
    let services: SessionServices
    let state: NIOLockedValueBox<State>

    /// - Parameter events: the whole journal.
    init(_ record: SessionRecord, events: [SessionEvent], services: SessionServices) {
        self.id = record.id
        self.createdAt = record.createdAt
        self.user = record.user
        self.owner = record.owner
        self.region = record.region
        self.metadata = record.metadata
        self.services = services
        self.greeting = events.lazy.compactMap(\.fact.greeting).first
        let isFresh = !events.contains { $0.turn != nil }
        self.frames = FrameLog(
            session: record.id,
            position: .init(folding: events),
            greeting: isFresh ? self.greeting : nil,
            now: services.now
        )
        self.state = NIOLockedValueBox(State(progress: record.progress, lastSeen: services.now()))
        let resident = self.makeResident(of: events)
        self.state.withLockedValue {
            $0.resident = resident
            $0.waiting = resident.transcript.turns.filter { $0.ending == nil }.map(\.number)
        }
    }

    /// Messages, usage and times as of now.
    public var progress: SessionProgress { self.state.withLockedValue(\.progress) }

    /// Sends `sink` what happens from now on. Leaving ends neither the session nor its turn.
    /// - Parameters:
    ///   - position: the last frame a returning client has seen; it is sent what it missed, or a snapshot.
    ///   - wantsAllFrames: whether it understands more than the frames that every client does.
    /// - Throws: ``SessionStoreError``.
    public func attach(
        _ sink: any FrameSink,
        after position: SessionEvent.FramePosition? = nil,
        wantsAllFrames: Bool = false
    ) async throws -> FrameLog.Attachment {
        if position != nil { _ = try await self.load() }
        return self.frames.attach(sink, after: position, wantsAllFrames: wantsAllFrames) {
            (self.messages, self.state.withLockedValue { $0.resident?.transcript.pendingApproval })
        }
    }

    /// Sends the sink nothing more.
    public func detach(_ attachment: FrameLog.Attachment) {
        self.frames.detach(attachment)
        self.touch()
    }

    /// Under whose name the session counts where open sessions are limited; `nil` for nobody's.
    public var holder: Subject? { self.owner ?? self.user.map { Subject($0) } }

    /// Whose turns wait in one line: those of one user of one owner, else of the session alone.
    var queueKey: String {
        if self.owner == nil, self.user == nil { return self.id.rawValue }
        return "\(self.owner?.name ?? "")\u{0}\(self.user ?? "")"
    }

    /// Sends one sink a frame of its own.
    public func send(_ frame: ChatFrame, to sink: any FrameSink) {
        self.frames.send(frame, to: sink)
    }

    /// Notes that somebody uses the session.
    func touch() {
        let now = self.services.now()
        self.state.withLockedValue { $0.lastSeen = now }
    }
}
