import Foundation

/// Finds the ends of lines in a piece of a stream: LF, CR, or the CR of CR LF. Each byte is looked at once.
struct LineEnds {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The next LF and the next CR at or after what was asked last; the piece's length where there is none.
    private var lineFeed = -1
    private var carriageReturn = -1

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Where the line that begins at `start` ends; `nil` if it does not end here.
    mutating func next(from start: Int) -> Int? {
        if self.lineFeed < start { self.lineFeed = self.index(of: UInt8(ascii: "\n"), from: start) }
        if self.carriageReturn < start { self.carriageReturn = self.index(of: UInt8(ascii: "\r"), from: start) }
        let end = min(self.lineFeed, self.carriageReturn)
        return end < self.bytes.count ? end : nil
    }

    private func index(of byte: UInt8, from start: Int) -> Int {
        guard let base = self.bytes.baseAddress, start < self.bytes.count,
            let found = memchr(base + start, Int32(byte), self.bytes.count - start)
        else { return self.bytes.count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
