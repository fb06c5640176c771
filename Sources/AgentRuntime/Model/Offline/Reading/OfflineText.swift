/// A text cut into words that can be compared: without case, accents and endings.
struct OfflineText: Sendable {
    struct Word: Sendable {
        /// Without case and accents.
        let folded: String
        /// Where it stands in the text, in bytes of UTF-8.
        let bytes: Range<Int>
        /// Whether it begins with a capital.
        let isCapitalised: Bool
        /// Whether small letters follow the first.
        let isMixed: Bool
        /// What ends after it.
        var end = End.word

        /// What it shares with its other forms.
        var stem: String { OfflineText.stem(of: self.folded) }

        /// The number it is written as, up to nine digits.
        var digits: Int? {
            guard let first = self.folded.utf8.first, OfflineText.isDigit(first), self.folded.utf8.count <= 9 else {
                return nil
            }
            return Int(self.folded)
        }

        /// Whether it is a letter and a digit.
        var isShortCode: Bool {
            let bytes = self.folded.utf8
            return bytes.count == 2 && bytes.first.map(OfflineText.isDigit) == false
                && bytes.last.map(OfflineText.isDigit) == true
        }
    }

    /// What ends with a word.
    enum End: Int, Comparable {
        case word, clause, sentence
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let raw: String
    let words: [Word]
    /// Whether it has a question mark.
    let hasQuestionMark: Bool

    init(_ raw: String) {
        var raw = raw
        raw.makeContiguousUTF8()
        var scanner = OfflineWordScanner()
        raw.withUTF8 { scanner.scan($0) }
        self.raw = raw
        self.words = scanner.words
        self.hasQuestionMark = scanner.hasQuestionMark
    }

    /// The words as they were written, with what stands between them.
    func excerpt(_ words: Range<Int>) -> String {
        guard let first = words.first, let last = words.last else { return "" }
        return String(self.text(self.words[first].bytes.lowerBound..<self.words[last].bytes.upperBound))
    }

    /// What stands between a word and the next.
    func gap(after index: Int) -> Substring {
        let end = index + 1 < self.words.count ? self.words[index + 1].bytes.lowerBound : self.raw.utf8.count
        return self.text(self.words[index].bytes.upperBound..<end)
    }

    /// What stands before a word.
    func before(_ index: Int) -> Substring { self.text(0..<self.words[index].bytes.lowerBound) }

    private func text(_ bytes: Range<Int>) -> Substring {
        let view = self.raw.utf8
        let start = view.index(view.startIndex, offsetBy: bytes.lowerBound)
        return self.raw[start..<view.index(start, offsetBy: bytes.count)]
    }

    /// Whether a clause ends after the word: with a comma, a period, a line.
    func endsClause(after index: Int) -> Bool { self.words[index].end >= .clause }

    /// Whether a sentence ends after the word.
    func endsSentence(after index: Int) -> Bool { self.words[index].end == .sentence }

    /// Whether the word is written as a name is, within a sentence: a capital, then small letters.
    func isProperName(_ index: Int) -> Bool {
        let word = self.words[index]
        return word.isCapitalised && word.isMixed && index > 0 && !self.endsSentence(after: index - 1)
    }

    /// Whether the words at `index` and after are these.
    func has(_ phrase: [String], at index: Int) -> Bool {
        guard index + phrase.count <= self.words.count else { return false }
        return phrase.indices.allSatisfy { self.words[index + $0].folded == phrase[$0] }
    }

    /// Whether the words at `index` and after are those of another text.
    func has(_ other: OfflineText, at index: Int) -> Bool {
        guard index + other.words.count <= self.words.count else { return false }
        return other.words.indices.allSatisfy { self.words[index + $0].folded == other.words[$0].folded }
    }

    /// Whether these words stand anywhere in it.
    func has(_ phrase: [String]) -> Bool {
        self.words.indices.contains { self.has(phrase, at: $0) }
    }

    /// What a word shares with its other forms: its first letters, without plural and ending.
    static func stem(of folded: String) -> String {
        let bytes = folded.utf8
        guard bytes.count > 3, bytes.allSatisfy({ $0 < 0x80 }) else { return folded }
        var rest = bytes[...]
        if rest.last == UInt8(ascii: "s") { rest.removeLast() }
        var vowels = 0
        while rest.count > 3, vowels < 2, let last = rest.last, self.isVowel(last) {
            rest.removeLast()
            vowels += 1
        }
        return String(Substring(rest.prefix(5)))
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
