import AgentTesting

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
        var generator = SeededGenerator(seed: 7)
        return self.known
            + (0..<count).map { _ in
                (0...Int.random(in: 0...5, using: &generator)).map { _ in
                    self.known.randomElement(using: &generator) ?? ""
                }.joined()
            }
    }
}
