/// Numbers in English words, as far as one word says them.
enum OfflineEnglishNumbers {
    /// `thirteen`, `forty`; what is made of two words is put together by its reader.
    @Sendable static func value(of word: String) -> Int? { self.words[word] }

    private static let words = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
}
