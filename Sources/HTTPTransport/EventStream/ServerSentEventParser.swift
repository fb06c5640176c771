/// Splits a stream of bytes into server-sent events (WHATWG HTML §9.2.6), wherever it was cut on its way.
///
/// An event that lies within one piece is handed out where it lies; only what a cut divides is copied.
public struct ServerSentEventParser: Sendable {
    /// An event is larger than the parser was told to take.
    public struct EventTooLarge: Error, Hashable, CustomStringConvertible {
        /// In bytes.
        public let limit: Int
        public var description: String { "An event of the stream is larger than \(self.limit) bytes." }
    }

    private let maximumEventBytes: Int
    /// The beginning of a line whose end has not come.
    private var line: [UInt8] = []
    private var name: [UInt8] = []
    /// The data lines of the event so far, as far as they had to be copied.
    private var data: [UInt8] = []
    private var hasData = false
    /// The value of the last `id`, which counts from the end of its event on.
    private var idBuffer: [UInt8] = []
    private var lastID: [UInt8] = []
    /// Whether a LF belongs to the CR that ended the piece before.
    private var isAfterCarriageReturn = false
    private var isAtStart = true
    /// How many comment lines came, which servers send as signs of life.
    public private(set) var commentCount = 0

    /// How long the server asks to wait before reconnecting, if it did.
    public private(set) var retry: Duration?

    /// - Parameter maximumEventBytes: larger events are refused. Default 1 MiB.
    public init(maximumEventBytes: Int = 1024 * 1024) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// The id of the last event that had one, for the `Last-Event-ID` of a request that goes on from there; else empty.
    public var lastEventID: String { String(decoding: self.lastID, as: UTF8.self) }

    /// Ends the stream. What came of an event without its blank line is discarded, as the standard wants it.
    /// - Returns: whether there was any.
    public mutating func finish() -> Bool {
        defer {
            self.line = []
            self.data = []
            self.name = []
            self.hasData = false
        }
        return self.hasData || !self.line.isEmpty || !self.name.isEmpty
    }

    /// Takes in the next piece of the stream and hands out the events it completes. `name` is empty for events that have
    /// none; both spans last only for the call.
    /// - Throws: ``EventTooLarge``, and what `onEvent` throws. The parser is of no use after that.
    public mutating func feed(
        _ piece: Span<UInt8>,
        onEvent: (_ name: Span<UInt8>, _ data: Span<UInt8>) throws -> Void
    ) throws {
        try piece.withUnsafeBufferPointer { try self.feed($0, onEvent) }
    }

    private mutating func feed(
        _ piece: UnsafeBufferPointer<UInt8>,
        _ onEvent: (Span<UInt8>, Span<UInt8>) throws -> Void
    ) throws {
        var ends = LineEnds(piece)
        var start = 0
        /// The event's one data line, while it lies in this piece and nothing had to be copied.
        var inPlace: UnsafeBufferPointer<UInt8>?
        if self.isAfterCarriageReturn, let first = piece.first {
            self.isAfterCarriageReturn = false
            if first == UInt8(ascii: "\n") { start = 1 }
        }
        while let end = ends.next(from: start) {
            let part = UnsafeBufferPointer(rebasing: piece[start..<end])
            if self.line.isEmpty {
                try self.take(part, inPlace: &inPlace, isStable: true, onEvent)
            } else {
                self.line.append(contentsOf: part)
                let whole = self.line
                self.line.removeAll(keepingCapacity: true)
                try whole.withUnsafeBufferPointer { try self.take($0, inPlace: &inPlace, isStable: false, onEvent) }
            }
            start = end + 1
            if piece[end] == UInt8(ascii: "\r") {
                if start == piece.count { self.isAfterCarriageReturn = true }
                if start < piece.count, piece[start] == UInt8(ascii: "\n") { start += 1 }
            }
        }
        if let inPlace { self.data.append(contentsOf: inPlace) }
        self.line.append(contentsOf: piece[min(start, piece.count)...])
        try self.checkSize()
    }

    /// Takes in a line without its end.
    private mutating func take(
        _ line: UnsafeBufferPointer<UInt8>,
        inPlace: inout UnsafeBufferPointer<UInt8>?,
        isStable: Bool,
        _ onEvent: (Span<UInt8>, Span<UInt8>) throws -> Void
    ) throws {
        var line = line
        if self.isAtStart {
            self.isAtStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = UnsafeBufferPointer(rebasing: line.dropFirst(3)) }
        }
        guard let first = line.first else { return try self.dispatch(&inPlace, onEvent) }
        guard first != UInt8(ascii: ":") else { return self.commentCount += 1 }
        if let value = line.value(ofField: "data") {
            if let known = inPlace {
                self.data.append(contentsOf: known)
                inPlace = nil
            }
            if self.hasData { self.data.append(UInt8(ascii: "\n")) }
            if !self.hasData && isStable { inPlace = value } else { self.data.append(contentsOf: value) }
            self.hasData = true
            try self.checkSize(inPlace: inPlace?.count ?? 0)
        } else if let value = line.value(ofField: "event") {
            self.name = Array(value)
        } else if let value = line.value(ofField: "id") {
            if !value.contains(0) { self.idBuffer = Array(value) }
        } else if let value = line.value(ofField: "retry") {
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard value.allSatisfy({ digits.contains($0) }),
                let milliseconds = Int(String(decoding: value, as: UTF8.self))
            else { return }
            self.retry = .milliseconds(milliseconds)
        }
    }

    private mutating func dispatch(
        _ inPlace: inout UnsafeBufferPointer<UInt8>?,
        _ onEvent: (Span<UInt8>, Span<UInt8>) throws -> Void
    ) throws {
        if self.lastID != self.idBuffer { self.lastID = self.idBuffer }
        defer {
            inPlace = nil
            self.hasData = false
            if !self.name.isEmpty { self.name.removeAll(keepingCapacity: true) }
            if !self.data.isEmpty { self.data.removeAll(keepingCapacity: true) }
        }
        guard self.hasData else { return }
        if let inPlace {
            try onEvent(self.name.span, inPlace.span)
        } else {
            try onEvent(self.name.span, self.data.span)
        }
    }

    /// - Parameter inPlace: how much of the event's data was not copied.
    private func checkSize(inPlace: Int = 0) throws(EventTooLarge) {
        guard self.data.count + self.line.count + inPlace <= self.maximumEventBytes else {
            throw EventTooLarge(limit: self.maximumEventBytes)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// What stands after the colon and one space, if the line is a field of that name.
    fileprivate func value(ofField name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        let length = name.utf8CodeUnitCount
        guard self.count >= length, name.withUTF8Buffer({ $0.elementsEqual(self[..<length]) }) else { return nil }
        if self.count == length { return UnsafeBufferPointer(rebasing: self[length...]) }
        guard self[length] == UInt8(ascii: ":") else { return nil }
        let start = self.count > length + 1 && self[length + 1] == UInt8(ascii: " ") ? length + 2 : length + 1
        return UnsafeBufferPointer(rebasing: self[start...])
    }
}
