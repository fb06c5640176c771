/// Makes a stream of text valid UTF-8: a character that is cut in two is held until it is whole, and what is no character
/// becomes U+FFFD.
struct UTF8Mender {
    /// The beginning of a character whose end has not come; at most 3 bytes.
    private var rest: [UInt8] = []

    /// Hands on `bytes`, where they lie if nothing is wrong with them.
    mutating func mend(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        if self.rest.isEmpty, (try? UTF8Span(validating: bytes)) != nil {
            return body(bytes)
        }
        var all = self.rest
        bytes.withUnsafeBufferPointer { all.append(contentsOf: $0) }
        let held = Self.unfinishedCharacter(at: all)
        self.rest = Array(all.suffix(held))
        Self.handOn(all.dropLast(held), body)
    }

    /// Hands on what was held, as no more comes.
    mutating func finish(_ body: (Span<UInt8>) -> Void) {
        Self.handOn(self.rest[...], body)
        self.rest = []
    }

    private static func handOn(_ bytes: ArraySlice<UInt8>, _ body: (Span<UInt8>) -> Void) {
        guard !bytes.isEmpty else { return }
        let mended = Array(String(decoding: bytes, as: UTF8.self).utf8)
        body(mended.span)
    }

    /// How many bytes at the end begin a character that more bytes could complete.
    private static func unfinishedCharacter(at bytes: [UInt8]) -> Int {
        for (distance, byte) in bytes.reversed().prefix(3).enumerated() where byte & 0xC0 != 0x80 {
            let length =
                byte >= 0xF0 && byte < 0xF5 ? 4 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xC2 && byte < 0xE0 ? 2 : 1
            return length > distance + 1 ? distance + 1 : 0
        }
        return 0
    }
}
