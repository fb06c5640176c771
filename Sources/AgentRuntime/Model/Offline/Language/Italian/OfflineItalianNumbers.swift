/// Numbers in Italian words, as far as people say ages, days and years.
enum OfflineItalianNumbers {
    /// `tredici`, `ventuno`, `millenovecentonovantuno`.
    @Sendable static func value(of word: String) -> Int? {
        if let small = self.units[word] { return small }
        guard word.utf8.count > 4 || word == "cento" else { return nil }
        return self.value(of: word[...], below: 1_000_000)
    }

    private static func value(of word: Substring, below limit: Int) -> Int? {
        if word.isEmpty { return 0 }
        if let small = self.units[String(word)] { return small }
        for (name, value) in [("mila", 1000), ("mille", 1000), ("cento", 100)] where value < limit {
            guard let place = self.first(name, in: word) else { continue }
            let head = word[..<place.lowerBound]
            let count = head.isEmpty ? 1 : self.value(of: head, below: value)
            guard let count, let rest = self.value(of: word[place.upperBound...], below: value) else { return nil }
            return count * value + rest
        }
        for (name, value) in self.tens {
            if word == name { return value }
            // Before a vowel the ten loses its own: ventuno, ventotto.
            guard word.hasPrefix(name.dropLast()) else { continue }
            let rest = word.dropFirst(word.hasPrefix(name) ? name.count : name.count - 1)
            if let unit = self.units[String(rest)], 1...9 ~= unit { return value + unit }
        }
        return nil
    }

    private static func first(_ part: String, in word: Substring) -> Range<Substring.Index>? {
        var start = word.startIndex
        while start < word.endIndex {
            if word[start...].hasPrefix(part) { return start..<word.index(start, offsetBy: part.count) }
            start = word.index(after: start)
        }
        return nil
    }

    private static let units = [
        "zero": 0, "uno": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9,
        "dieci": 10, "undici": 11, "dodici": 12, "tredici": 13, "quattordici": 14, "quindici": 15, "sedici": 16,
        "diciassette": 17, "diciotto": 18, "diciannove": 19,
    ]
    private static let tens = [
        ("venti", 20), ("trenta", 30), ("quaranta", 40), ("cinquanta", 50), ("sessanta", 60), ("settanta", 70),
        ("ottanta", 80), ("novanta", 90),
    ]
}
