/// A session's journal outside its store: to be kept as a file, read by people and played again in a test.
///
/// It holds what was said, so a recording of real people is no test data.
public struct SessionRecording: Hashable, Sendable {
    /// The version of the file's form that is written now.
    public static let currentVersion = 1

    /// The journal from its first event.
    public let events: [SessionEvent]

    /// - Parameter events: a journal from its first event.
    public init(events: [SessionEvent]) {
        self.events = events
    }

    /// Takes a session's journal out of its store.
    /// - Throws: ``SessionStoreError``.
    public init(of session: SessionID, in store: any SessionStore) async throws(SessionStoreError) {
        self.events = try await store.events(of: session, after: .start)
    }

    /// Reads what ``json()`` writes.
    /// - Throws: ``SessionRecordingError``.
    public init(json text: String) throws(SessionRecordingError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: text) } catch { throw .invalid(error.description) }
        guard let version = json["v"]?.integer, let events = json["events"]?.array else {
            throw .invalid("It must be an object with \"v\" and \"events\".")
        }
        guard version == Self.currentVersion else {
            throw .invalid("It is of version \(version), and only version \(Self.currentVersion) can be read.")
        }
        var read: [SessionEvent] = []
        for (index, event) in events.enumerated() {
            do { read.append(try event.decoded(as: SessionEvent.self)) } catch {
                throw .invalid(
                    "Event \(index + 1) is not an event of a journal (\(event["type"]?.string ?? "without type"))."
                )
            }
        }
        self.events = read
    }

    /// The recording as JSON, an event a line: `{"v":1,"events":[…]}`. Equal recordings give equal text.
    /// - Throws: `EncodingError`, for a number that JSON cannot hold.
    public func json() throws -> String {
        let lines = try self.events.map { try JSONValue(encoding: $0).description }
        return "{\"v\":\(Self.currentVersion),\"events\":[\n\(lines.joined(separator: ",\n"))\n]}\n"
    }

    /// What the user said, in order.
    public var messages: [String] {
        self.events.compactMap { event in
            if case .userMessage(let message) = event.fact { message.text } else { nil }
        }
    }

    /// A tool call and what came of it.
    public struct Call: Hashable, Sendable {
        /// The call as the model wrote it.
        public let call: ToolCall
        /// What the tool did to the world.
        public let effect: ToolDefinition.Effect
        /// `nil` if the call has no result on record.
        public let returned: SessionEvent.ToolReturned?
    }

    /// The tool calls, in the order in which the model made them and, by the user's yes, the runtime.
    public var calls: [Call] {
        var effects: [CallID: ToolDefinition.Effect] = [:]
        var returned: [CallID: SessionEvent.ToolReturned] = [:]
        var calls: [ToolCall] = []
        var transcript = Transcript()
        for event in self.events {
            let pending = transcript.pendingApproval
            transcript.apply(event)
            switch event.fact {
            case .modelResponded(let response): calls.append(contentsOf: response.calls)
            case .approvalAnswered(let answer):
                if let id = answer.issued, let pending, pending.request.call == answer.call {
                    calls.append(pending.call(as: id))
                }
            case .toolCalled(let called): effects[called.call] = called.effect
            case .toolReturned(let result): returned[result.call] = result
            default: break
            }
        }
        return calls.map { Call(call: $0, effect: effects[$0.id] ?? .read, returned: returned[$0.id]) }
    }
}

/// A text that is not a recording.
public enum SessionRecordingError: Error, Hashable, CustomStringConvertible {
    case invalid(String)

    /// Why the text cannot be read, and what to do.
    public var description: String {
        switch self {
        case .invalid(let reason): "The recording cannot be read. \(reason) Export the session again."
        }
    }
}
