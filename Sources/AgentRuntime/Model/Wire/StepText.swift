/// The text of a step while it streams: whole characters go to the sink the moment they are read, and all of it is kept.
struct StepText: Sendable {
    private let sink: any DeltaSink
    private let began = ContinuousClock.now
    private var firstToken: ContinuousClock.Instant?
    private var shown: [UInt8] = []
    private var mender = UTF8Mender()
    /// Where a string's escapes are resolved; kept from piece to piece.
    private var scratch: [UInt8] = []
    /// Whether the next text begins a paragraph of its own.
    private var isSetOff = false
    /// Where the pieces that the provider told apart lie, in bytes of the text.
    private(set) var pieces: [Range<Int>] = []

    init(into sink: any DeltaSink) {
        self.sink = sink
    }

    /// All that went to the sink.
    var all: String { String(decoding: self.shown, as: UTF8.self) }

    /// From the request to the first text or call; `nil` when nothing came.
    var timeToFirstToken: Duration? { self.firstToken.map { $0 - self.began } }

    /// The bytes of a piece.
    func bytes(of piece: Int) -> ArraySlice<UInt8> { self.shown[self.pieces[piece]] }

    /// Notes that the provider has begun to answer, if nothing was noted before.
    mutating func noteToken() {
        if self.firstToken == nil { self.firstToken = .now }
    }

    /// What comes from now on is another piece.
    /// - Parameter setOff: whether a blank line parts it from what was shown before.
    /// - Returns: its place among ``pieces``.
    mutating func beginPiece(setOff: Bool) -> Int {
        self.finish()
        self.isSetOff = setOff || self.isSetOff
        self.pieces.append(self.shown.count..<self.shown.count)
        return self.pieces.count - 1
    }

    mutating func append(_ text: JSONString) {
        guard !text.isEmpty else { return }
        if text.isEscaped {
            self.scratch.removeAll(keepingCapacity: true)
            text.unescape(into: &self.scratch)
            let bytes = self.scratch
            self.append(bytes.span)
        } else {
            self.append(text.raw.span)
        }
    }

    mutating func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        self.noteToken()
        self.mend { $0.mend(bytes, $1) }
    }

    /// Hands on what was held of a character, as no more of it comes.
    mutating func finish() {
        self.mend { $0.finish($1) }
    }

    private mutating func mend(_ body: (inout UTF8Mender, (Span<UInt8>) -> Void) -> Void) {
        var mender = self.mender
        body(&mender) { self.hand(on: $0) }
        self.mender = mender
    }

    private mutating func hand(on bytes: Span<UInt8>) {
        if self.isSetOff { self.breakParagraph() }
        bytes.withUnsafeBufferPointer { self.shown.append(contentsOf: $0) }
        if let last = self.pieces.indices.last {
            self.pieces[last] = self.pieces[last].lowerBound..<self.shown.count
        }
        self.sink.text(bytes)
    }

    /// Sets the piece that begins off by a blank line, as far as there is none.
    private mutating func breakParagraph() {
        self.isSetOff = false
        let lineFeed = UInt8(ascii: "\n")
        let present = self.shown.suffix(2).reversed().prefix { $0 == lineFeed }.count
        if !self.shown.isEmpty, present < 2 {
            let lineFeeds = [UInt8](repeating: lineFeed, count: 2 - present)
            self.shown += lineFeeds
            self.sink.text(lineFeeds.span)
        }
        if let last = self.pieces.indices.last { self.pieces[last] = self.shown.count..<self.shown.count }
    }
}
