/// Texts that try to leave the place they are put in: known tricks, and many that are put together at random.
enum AwkwardTexts {
    static let known = [
        "", ".", "..", "../../etc", "a/b", "/", "//evil.example", "\\", "?x=1", "#f", "&x=1", "=", "%2e%2e", "%", "+",
        " ",
        "\"", "\"}", "{", "}", "{name}", "{{", "{{name}}", "${HOME}", "\r\nX-Evil: 1", "\0", "\u{7F}", "à", "🏐",
        "\u{202E}",
        "e\u{301}", "@evil.example", ":8080", ";", "'", "<script>", "null", "true", "1", "[1]", "{\"a\":1}", "\u{2028}",
    ]

    /// The known ones, and `count` put together from pieces of them; the same in every run.
    static func all(_ count: Int = 500) -> [String] {
        var generator = Steps()
        return self.known
            + (0..<count).map { _ in
                (0...Int.random(in: 0...5, using: &generator)).map { _ in
                    self.known.randomElement(using: &generator) ?? ""
                }.joined()
            }
    }

    /// A generator that starts at the same place (SplitMix64).
    private struct Steps: RandomNumberGenerator {
        private var state: UInt64 = 7

        mutating func next() -> UInt64 {
            self.state &+= 0x9E37_79B9_7F4A_7C15
            var z = self.state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
