/// Cuts UTF-8 into words.
struct OfflineWordScanner {
    private(set) var words: [OfflineText.Word] = []
    private(set) var hasQuestionMark = false

    private var folded: [UInt8] = []
    private var start = 0
    private var isCapitalised = false
    private var isMixed = false
    /// What was seen since the last word.
    private var hasSpace = false
    private var mark = OfflineText.End.word

    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.words.reserveCapacity(bytes.count / 6 + 1)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                self.take(ascii: byte, at: index)
                index += 1
            } else {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                let end = min(index + length, bytes.count)
                let scalar = String(decoding: bytes[index..<end], as: UTF8.self).unicodeScalars.first ?? " "
                self.take(scalar, at: index)
                index = end
            }
        }
        self.endWord(at: bytes.count)
        self.hasSpace = true
        self.mark = max(self.mark, .clause)
        self.closeGap()
    }

    private mutating func take(ascii byte: UInt8, at index: Int) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            self.append(byte, isCapital: false, at: index)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            self.append(byte | 0x20, isCapital: true, at: index)
        default:
            self.endWord(at: index)
            switch byte {
            case UInt8(ascii: "\n"): (self.hasSpace, self.mark) = (true, .sentence)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): self.hasSpace = true
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"):
                self.mark = max(self.mark, .clause)
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: ";"): self.mark = .sentence
            case UInt8(ascii: "?"): (self.mark, self.hasQuestionMark) = (.sentence, true)
            default: break
            }
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar, at index: Int) {
        // An accent that is written after its letter.
        if 0x300...0x36F ~= scalar.value, !self.folded.isEmpty { return }
        guard let letter = Self.folded(scalar) else {
            self.endWord(at: index)
            if scalar.properties.isWhitespace { self.hasSpace = true }
            return
        }
        let isCapital = scalar.properties.isUppercase
        for byte in String(Character(letter)).utf8 { self.append(byte, isCapital: isCapital, at: index) }
    }

    private mutating func append(_ byte: UInt8, isCapital: Bool, at index: Int) {
        if self.folded.isEmpty {
            self.closeGap()
            self.start = index
            self.isCapitalised = isCapital
            self.isMixed = false
        } else if !isCapital {
            self.isMixed = true
        }
        self.folded.append(byte)
    }

    private mutating func endWord(at end: Int) {
        guard !self.folded.isEmpty else { return }
        self.words.append(
            OfflineText.Word(
                folded: String(decoding: self.folded, as: UTF8.self),
                bytes: self.start..<end,
                isCapitalised: self.isCapitalised,
                isMixed: self.isMixed
            )
        )
        self.folded.removeAll(keepingCapacity: true)
        (self.hasSpace, self.mark) = (false, .word)
    }

    /// A mark ends a clause where a blank follows: `9.30` is one thing.
    private mutating func closeGap() {
        guard self.hasSpace, self.mark > .word, !self.words.isEmpty else { return }
        self.words[self.words.count - 1].end = self.mark
    }

    /// A letter without case and accent; `nil` for what separates words.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0xC0: nil
        case 0xC0...0xC5, 0xE0...0xE5: "a"
        case 0xC7, 0xE7: "c"
        case 0xC8...0xCB, 0xE8...0xEB: "e"
        case 0xCC...0xCF, 0xEC...0xEF: "i"
        case 0xD1, 0xF1: "n"
        case 0xD2...0xD6, 0xF2...0xF6: "o"
        case 0xD9...0xDC, 0xF9...0xFC: "u"
        default: scalar.properties.isAlphabetic ? scalar.properties.lowercaseMapping.unicodeScalars.first : nil
        }
    }
}
