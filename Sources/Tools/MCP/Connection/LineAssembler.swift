/// Puts lines together from the pieces of a stream; a line ends with LF, and a CR before it is no part of it.
struct LineAssembler {
    private let limit: Int
    private var rest: [UInt8] = []
    /// How many lines were longer than they may be, and were dropped.
    private(set) var droppedCount = 0

    /// - Parameter limit: bytes a line may have.
    init(limit: Int) {
        self.limit = limit
    }

    /// The lines that `bytes` complete, without their ends and without empty ones.
    mutating func lines(after bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                // One byte more than the limit tells that the line is too long.
                if self.rest.count <= self.limit { self.rest.append(byte) }
                continue
            }
            if self.rest.count > self.limit {
                self.droppedCount += 1
            } else {
                if self.rest.last == UInt8(ascii: "\r") { self.rest.removeLast() }
                if !self.rest.isEmpty { lines.append(self.rest) }
            }
            self.rest.removeAll(keepingCapacity: true)
        }
        return lines
    }
}
