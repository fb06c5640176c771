public import AgentRuntime

/// A frame as a client reads it.
public struct RecordedFrame: Hashable, Sendable {
    /// The frame's `seq`; a frame for one client alone repeats that of the frame before it.
    public let sequence: FrameSequence
    /// The frame's JSON; `null` if it is not JSON.
    public let json: JSONValue

    init(_ frame: EncodedFrame) {
        self.init(bytes: frame.bytes)
    }

    /// - Parameter bytes: the frame as it crosses the wire.
    init(bytes: [UInt8]) {
        self.json = (try? JSONValue(parsing: bytes)) ?? .null
        self.sequence = FrameSequence(rawValue: Int64(self.json["seq"]?.integer ?? 0))
    }

    /// The frame's `type`.
    public var type: String { self.json["type"]?.string ?? "" }

    /// What kind of frame it is, in a word: a status by its name, such as `typing`, all others by their type.
    public var label: String { self.json["status"]?.string ?? self.type }

    /// The member called `name`.
    public subscript(name: String) -> JSONValue? { self.json[name] }
}

extension Sequence<RecordedFrame> {
    /// What kinds of frames came, in order; chunks that follow each other count once.
    public var labels: [String] {
        self.reduce(into: []) { labels, frame in
            if frame.label != "chunk" || labels.last != "chunk" { labels.append(frame.label) }
        }
    }

    /// The texts of the chunks. Those that were withdrawn are left out.
    public var chunks: [String] {
        var chunks: [(sequence: Int, text: String)] = []
        for frame in self {
            if frame.type == "chunk" { chunks.append((Int(frame.sequence.rawValue), frame["content"]?.string ?? "")) }
            if frame.type == "step_reset", let first = frame["from_seq"]?.integer {
                chunks.removeAll { $0.sequence >= first }
            }
        }
        return chunks.map(\.text)
    }

    /// The calls that wait, or waited, for the user's yes, in order.
    public var approvalsRequired: [CallID] {
        self.filter { $0.type == "approval_required" }.compactMap { $0["call_id"]?.string.map { CallID(rawValue: $0) } }
    }

    /// What the functions that were called are named, in order.
    public var functionsCalled: [String] {
        self.filter { $0.type == "function_called" }.compactMap { $0["function_name"]?.string }
    }
}
