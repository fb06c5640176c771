/// The code of a booking, `CB-7K2M9XQ4`: who knows it may cancel, so it is as hard to guess as 40 random bits.
struct BookingCode: Hashable, Sendable, CustomStringConvertible {
    let description: String

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let length = 8

    /// A new one, from the system's secure random numbers, in Crockford's base 32.
    init() {
        var generator = SystemRandomNumberGenerator()
        let characters = (0..<Self.length).map { _ in
            Self.alphabet[Int(UInt8.random(in: 0..<32, using: &generator))]
        }
        self.description = "CB-\(String(characters))"
    }

    /// Reads a code as people write it: case, blanks, hyphens and the CB do not matter, O is read as 0, I and L as 1.
    init?(_ text: String) {
        var characters = text.uppercased().filter { !$0.isWhitespace && $0 != "-" }
        if characters.count == Self.length + 2, characters.hasPrefix("CB") { characters.removeFirst(2) }
        let read: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
        let code = characters.map { read[$0] ?? $0 }
        guard code.count == Self.length, code.allSatisfy(Self.alphabet.contains) else { return nil }
        self.description = "CB-\(String(code))"
    }
}
