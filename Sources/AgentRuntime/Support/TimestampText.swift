/// Writes instants that follow each other closely: what they share, all but the milliseconds, is worked out once a second.
struct TimestampText: Sendable {
    /// The second the text is of, since 1970; none yet.
    private var second = Int64.min
    private var text = InlineArray<24, UInt8>(repeating: 0)

    /// Hands `body` the instant's 24 characters.
    mutating func write(_ instant: Timestamp, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let milliseconds = instant.milliseconds
        var span = self.text.mutableSpan
        span.withUnsafeMutableBufferPointer { text in
            if milliseconds >= 0, milliseconds / 1000 == self.second {
                let fraction = UInt32(truncatingIfNeeded: milliseconds % 1000)
                text[20] = UInt8(ascii: "0") + UInt8(fraction / 100)
                text[21] = UInt8(ascii: "0") + UInt8(fraction / 10 % 10)
                text[22] = UInt8(ascii: "0") + UInt8(fraction % 10)
            } else {
                instant.write(to: text)
                self.second = milliseconds / 1000
            }
            body(UnsafeBufferPointer(text))
        }
    }
}
