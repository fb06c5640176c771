extension OfflineReader {
    /// At least five digits, perhaps set off by blanks and separators, perhaps with a plus.
    var digits: OfflineReading<JSONValue>? {
        let words = self.text.words
        var index = 0
        while index < words.count {
            var end = index
            while end < words.count, words[end].folded.allSatisfy(\.isNumber), words[end].folded.count != 0 {
                end += 1
                if end < words.count, self.text.gap(after: end - 1).contains(where: { !" +-./()".contains($0) }) {
                    break
                }
            }
            if words[index..<end].reduce(0, { $0 + $1.folded.count }) > 4 {
                var text = self.text.excerpt(index..<end)
                if self.text.before(index).hasSuffix("+") { text = "+\(text)" }
                return self.string(text, index..<end)
            }
            index = max(end, index + 1)
        }
        return nil
    }

    /// A single word, perhaps with hyphens, of at least five letters and digits, both of them.
    var anyCode: OfflineReading<JSONValue>? {
        let words = self.text.words
        for index in words.indices {
            var end = index + 1
            while end < words.count, self.text.gap(after: end - 1) == "-" { end += 1 }
            let folded = words[index..<end].map(\.folded).joined()
            if folded.count > 4, folded.contains(where: \.isNumber), folded.contains(where: \.isLetter) {
                return self.string(self.text.excerpt(index..<end), index..<end)
            }
        }
        return nil
    }

    var email: OfflineReading<JSONValue>? {
        for index in self.text.words.indices where self.text.gap(after: index) == "@" {
            var (start, end) = (index, index + 1)
            func joins(_ gap: Substring) -> Bool { gap.count == 1 && !gap.allSatisfy(\.isWhitespace) && gap != "," }
            while start > 0, joins(self.text.gap(after: start - 1)) { start -= 1 }
            while end < self.text.words.count, end == index + 1 || joins(self.text.gap(after: end - 1)) { end += 1 }
            return self.string(self.text.excerpt(start..<end), start..<end)
        }
        return nil
    }

    /// Letters as the example begins with and as many letters and digits after; or a short key.
    func code(like example: String, _ key: Character?) -> OfflineReading<JSONValue>? {
        let pattern = example.lowercased().filter { $0 != "-" }
        let prefix = String(example.lowercased().prefix { $0.isLetter })
        for index in self.text.words.indices {
            var written = ""
            for end in index..<min(index + 4, self.text.words.count) {
                written += self.text.words[end].folded
                guard written.count >= pattern.count else { continue }
                if written.count == pattern.count, written.hasPrefix(prefix) {
                    return self.string(self.text.excerpt(index..<end + 1), index..<end + 1)
                }
                break
            }
            let word = self.text.words[index].folded
            if let key, word.optionKey == key { return self.string(word, index..<index + 1) }
        }
        return nil
    }
}
