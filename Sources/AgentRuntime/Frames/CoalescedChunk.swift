/// Chunks of one step that follow each other without a gap, to cross as one frame: a client reads the same text from fewer
/// bytes. The frame has the number of its last chunk, and that of its first in `from_seq`.
public struct CoalescedChunk: Sendable {
    /// Bytes after which a chunk grows no more.
    private static let limit = 16 * 1024

    private let first: EncodedFrame
    private let chunk: EncodedFrame.Chunk
    private var last: EncodedFrame
    /// The frame up to where its text ends.
    private var beginning: [UInt8]

    /// `nil` for a frame that is no chunk.
    public init?(_ frame: EncodedFrame) {
        guard let chunk = frame.chunk else { return nil }
        self.first = frame
        self.chunk = chunk
        self.last = frame
        self.beginning = Array(frame.bytes[..<chunk.content.upperBound])
    }

    /// Takes in a chunk that follows the last one.
    /// - Returns: `false` where it does not: what another step says can be withdrawn apart from this, and what would make
    ///   the frame too large stands for itself.
    public mutating func append(_ frame: EncodedFrame) -> Bool {
        guard let chunk = frame.chunk, chunk.step == self.chunk.step, frame.sequence == self.last.sequence.next,
            self.beginning.count + chunk.content.count <= Self.limit
        else { return false }
        self.beginning.append(contentsOf: frame.bytes[chunk.content])
        self.last = frame
        return true
    }

    /// Bytes that the frame takes, within a few.
    public var byteCount: Int { self.beginning.count + 96 }

    /// The frame's JSON.
    public var bytes: [UInt8] {
        guard self.last.sequence != self.first.sequence, let content = self.last.chunk?.content else {
            return self.first.bytes
        }
        var writer = JSONWriter(capacity: self.byteCount)
        writer.write(raw: self.beginning)
        writer.write(raw: self.last.bytes[content.upperBound...].dropLast())
        writer.write(raw: #","from_seq":"#)
        writer.write(integer: self.first.sequence.rawValue)
        writer.write(raw: "}")
        return writer.bytes
    }
}
