/// Names that models accept: 1-64 characters of `A-Z a-z 0-9 _ -`.
public enum ToolName {
    /// The most characters a name may have.
    public static let longest = 64

    /// Whether a model accepts it.
    public static func isAllowed(_ name: String) -> Bool {
        (1...Self.longest).contains(name.utf8.count) && name.utf8.allSatisfy(Self.isAllowed)
    }

    /// The name that stands for any text, the same one every time: what is not allowed becomes `_`, and what is too long is
    /// cut and told apart by a digest.
    public static func standing(for text: String) -> String {
        let mapped = text.unicodeScalars.map { scalar in
            scalar.isASCII && Self.isAllowed(UInt8(scalar.value)) ? Character(scalar) : "_"
        }
        guard !mapped.isEmpty else { return "_" }
        return mapped.count <= Self.longest ? String(mapped) : Self.distinct(String(mapped), from: text)
    }

    /// `name` with a digest of `text` at its end, for a name that more than one text would have.
    public static func distinct(_ name: String, from text: String) -> String {
        // FNV-1a, which is the same on every machine and in every run.
        let digest = text.utf8.reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        let digits = String(digest, radix: 16)
        let suffix = "_" + String(repeating: "0", count: 8 - digits.count) + digits
        return name.prefix(Self.longest - suffix.count) + suffix
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
