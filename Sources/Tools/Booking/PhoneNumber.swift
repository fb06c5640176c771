/// A telephone number in international form (E.164): `+393471234567`.
struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// `nil` unless `text` is an Italian number, with or without +39, or a foreign one with its prefix. Blanks and the
    /// usual separators do not matter.
    init?(_ text: String) {
        let separators: Set<Character> = [".", "-", "/", "(", ")"]
        var digits = text.filter { !$0.isWhitespace && !separators.contains($0) }
        var isInternational = false
        for prefix in ["+", "00"] where !isInternational && digits.hasPrefix(prefix) {
            digits.removeFirst(prefix.count)
            isInternational = true
        }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        if !isInternational, digits.hasPrefix("393"), digits.count == 12 { isInternational = true }
        if isInternational, !digits.hasPrefix("39") {
            guard (8...15).contains(digits.count), digits.first != "0" else { return nil }
            self.description = "+\(digits)"
            return
        }
        let national = isInternational ? String(digits.dropFirst(2)) : digits
        let isMobile = national.hasPrefix("3") && (9...10).contains(national.count)
        let isLandline = national.hasPrefix("0") && (6...11).contains(national.count)
        guard isMobile || isLandline else { return nil }
        self.description = "+39\(national)"
    }
}
