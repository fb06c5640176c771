/// Writes frames as JSON, by hand: one is written for every token.
struct FrameEncoder: Sendable {
    private let session: SessionID
    private var time = TimestampText()

    init(session: SessionID) {
        self.session = session
    }

    /// A piece of the answer.
    /// - Parameter step: the first frame of the step that it belongs to.
    mutating func chunk(
        _ text: Span<UInt8>,
        at: Timestamp,
        _ sequence: FrameSequence,
        step: FrameSequence
    ) -> EncodedFrame {
        var writer = JSONWriter(capacity: text.count + 96)
        writer.write(raw: #"{"type":"chunk","content":"#)
        let start = writer.bytes.count + 1
        text.withUnsafeBufferPointer { writer.write(stringBytes: $0) }
        let chunk = EncodedFrame.Chunk(step: step, content: start..<writer.bytes.count - 1)
        return self.finished(&writer, at: at, sequence, chunk: chunk)
    }

    mutating func encode(_ frame: ChatFrame, at: Timestamp, _ sequence: FrameSequence) -> EncodedFrame {
        var writer = JSONWriter(capacity: 192)
        switch frame {
        case .connected(let epoch, let recovered):
            self.status(#"connected"#, &writer)
            writer.write(raw: #","epoch":"#)
            writer.write(string: epoch.rawValue)
            if let recovered {
                recovered ? writer.write(raw: #","recovered":true"#) : writer.write(raw: #","recovered":false"#)
            }
        case .typing: self.status("typing", &writer)
        case .ready: self.status("ready", &writer)
        case .functionCalled(let name, let tool, let call, let turn):
            writer.write(raw: #"{"type":"function_called","function_name":"#)
            writer.write(string: name)
            writer.write(raw: #","tool":"#)
            writer.write(string: tool)
            writer.write(raw: #","call_id":"#)
            writer.write(string: call.rawValue)
            self.turn(turn, &writer)
        case .handoff(let handoff, let tool, let call, let turn):
            writer.write(raw: #"{"type":"handoff","reason":"#)
            writer.write(string: handoff.reason)
            writer.write(raw: #","route":"#)
            writer.write(.object(handoff.route.mapValues { .string($0) }))
            writer.write(raw: #","tool":"#)
            writer.write(string: tool)
            writer.write(raw: #","call_id":"#)
            writer.write(string: call.rawValue)
            self.turn(turn, &writer)
        case .approvalRequired(let approval, let name):
            writer.write(raw: #"{"type":"approval_required","function_name":"#)
            writer.write(string: name)
            for (member, value) in (approval.json.object ?? [:]).sorted(by: { $0.key < $1.key }) {
                writer.write(raw: ",")
                writer.write(string: member)
                writer.write(raw: ":")
                writer.write(value)
            }
        case .stepReset(let turn, let from):
            writer.write(raw: #"{"type":"step_reset","from_seq":"#)
            writer.write(integer: from.rawValue)
            self.turn(turn, &writer)
        case .complete(let text, let turn, let usage):
            writer.write(raw: #"{"type":"complete","full_response":"#)
            writer.write(string: text)
            self.turn(turn, &writer)
            if let usage {
                writer.write(raw: #","usage":"#)
                writer.write(usage.json)
            }
        case .error(let code, let detail, let isRetryable, let retryAfter, let messageID):
            writer.write(raw: #"{"type":"error","error":"#)
            writer.write(string: detail)
            writer.write(raw: #","code":"#)
            writer.write(string: code.rawValue)
            isRetryable ? writer.write(raw: #","retryable":true"#) : writer.write(raw: #","retryable":false"#)
            if let retryAfter {
                writer.write(raw: #","retry_after_ms":"#)
                writer.write(integer: retryAfter.milliseconds)
            }
            if let messageID {
                writer.write(raw: #","message_id":"#)
                writer.write(string: messageID)
            }
        case .accepted(let messageID, let turn):
            writer.write(raw: #"{"type":"accepted","message_id":"#)
            writer.write(string: messageID)
            self.turn(turn, &writer)
        case .snapshot(let messages, let live, let approval):
            writer.write(raw: #"{"type":"snapshot","messages":"#)
            writer.write(.array(messages.map(\.json)))
            if let live {
                writer.write(raw: #","turn":"#)
                writer.write(["number": .integer(live.number.rawValue), "content": .string(live.text)])
            }
            if let approval {
                writer.write(raw: #","pending_approval":"#)
                writer.write(approval.json)
            }
        }
        return self.finished(&writer, at: at, sequence, isExtension: frame.isExtension)
    }

    private func status(_ status: StaticString, _ writer: inout JSONWriter) {
        writer.write(raw: #"{"type":"status","status":""#)
        writer.write(raw: status)
        writer.write(raw: #"","session_id":"#)
        writer.write(string: self.session.rawValue)
    }

    private func turn(_ turn: TurnNumber, _ writer: inout JSONWriter) {
        writer.write(raw: #","turn":"#)
        writer.write(integer: turn.rawValue)
    }

    private mutating func finished(
        _ writer: inout JSONWriter,
        at: Timestamp,
        _ sequence: FrameSequence,
        isExtension: Bool = false,
        chunk: EncodedFrame.Chunk? = nil
    ) -> EncodedFrame {
        writer.write(raw: #","timestamp":""#)
        self.time.write(at) { writer.write(raw: $0) }
        writer.write(raw: #"","seq":"#)
        writer.write(integer: sequence.rawValue)
        writer.write(raw: "}")
        return EncodedFrame(sequence: sequence, bytes: writer.bytes, isExtension: isExtension, chunk: chunk)
    }
}

extension ChatMessage {
    /// The message as a snapshot shows it.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "role": .string(self.role.rawValue), "content": .string(self.content), "turn": .integer(self.turn.rawValue),
            "timestamp": .string(self.at.description),
        ]
        if let handoff { members["handoff"] = handoff.json }
        return .object(members)
    }
}
