/// A place inside a JSON value (RFC 6901): `/data/0/price`; the empty pointer is the whole value.
public struct JSONPointer: Hashable, Sendable, Decodable, CustomStringConvertible {
    private let tokens: [String]

    /// - Returns: `nil` unless `text` is empty or begins with `/`, with `~` only in `~0` and `~1`.
    public init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        var tokens: [String] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let token = part.replacing("~1", with: "/").replacing("~0", with: "~")
            guard !part.replacing("~1", with: "").replacing("~0", with: "").contains("~") else { return nil }
            tokens.append(String(token))
        }
        self.tokens = tokens
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let pointer = JSONPointer(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not a JSON Pointer. Write one such as /result/price."
            )
        }
        self = pointer
    }

    public var description: String {
        self.tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    fileprivate func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in self.tokens {
            let next: JSONValue? =
                switch value {
                case .object: value[token]
                case .array: Self.index(token).flatMap { value[$0] }
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// Digits without a leading zero (RFC 6901 §4).
    private static func index(_ token: String) -> Int? {
        guard token == "0" || !token.hasPrefix("0"), token.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        return Int(token)
    }
}

extension JSONValue {
    /// What stands at `pointer`; `nil` where there is no such place.
    public subscript(pointer: JSONPointer) -> JSONValue? { pointer.value(in: self) }
}
