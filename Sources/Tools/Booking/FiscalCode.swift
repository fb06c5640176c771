import AgentRuntime

/// An Italian tax code of a person, *codice fiscale* (D.M. 23 December 1976): 16 characters, the last a check on the
/// others.
struct FiscalCode: Hashable, Sendable, CustomStringConvertible {
    /// The code in upper case.
    let description: String

    /// Which of the first 15 are digits, each of which may be replaced by a letter where two people would share a code.
    private static let digitPlaces = [6, 7, 9, 10, 12, 13, 14]
    private static let digitLetters = Array("LMNPQRSTUV")
    private static let months = Array("ABCDEHLMPRST")
    /// What a digit, or the letter of the same rank, counts for at odd places.
    private static let oddValues = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ]

    /// `nil` unless the shape and the check character are right; case and blanks do not matter.
    init?(_ text: String) {
        let code = Array(text.uppercased().filter { !$0.isWhitespace })
        guard code.count == 16 else { return nil }
        var sum = 0
        for (index, character) in code.dropLast().enumerated() {
            guard let rank = Self.rank(character) else { return nil }
            let isDigitPlace = Self.digitPlaces.contains(index)
            guard isDigitPlace ? Self.digit(character) != nil : character.isLetter else { return nil }
            sum += index.isMultiple(of: 2) ? Self.oddValues[rank] : rank
        }
        guard Self.months.contains(code[8]), Self.rank(code[15]) == sum % 26, code[15].isLetter else { return nil }
        self.description = String(code)
    }

    /// Whether it was given to somebody born on `date`.
    func fits(_ date: CalendarDate) -> Bool {
        let code = Array(self.description)
        let numbers = [6, 7, 9, 10].compactMap { Self.digit(code[$0]) }
        guard numbers.count == 4, let month = Self.months.firstIndex(of: code[8]) else { return false }
        let day = numbers[2] * 10 + numbers[3]
        return numbers[0] * 10 + numbers[1] == date.year % 100 && month + 1 == date.month
            && (day == date.day || day == date.day + 40)
    }

    private static func digit(_ character: Character) -> Int? {
        if character.isASCII, let digit = character.wholeNumberValue { return digit }
        return self.digitLetters.firstIndex(of: character)
    }

    /// 0 to 9 for digits, 0 to 25 for letters.
    private static func rank(_ character: Character) -> Int? {
        guard let value = character.asciiValue else { return nil }
        switch value {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return Int(value - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return Int(value - UInt8(ascii: "A"))
        default: return nil
        }
    }
}
