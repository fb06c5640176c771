/// What the data of an event can be beside what its wire says it is.
extension UnsafeBufferPointer<UInt8> {
    /// Whether there is nothing but white space, which some servers send as a sign of life.
    var isBlank: Bool { self.allSatisfy { $0 <= UInt8(ascii: " ") } }

    /// Whether it says `[DONE]`, white space aside.
    var isDoneMark: Bool {
        guard self.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "[") else { return false }
        return self.lazy.filter { $0 > UInt8(ascii: " ") }.elementsEqual("[DONE]".utf8)
    }

    /// What an event says that is an error as a whole: in JSON, or in whatever text there is.
    var providerError: JSONValue {
        let json = try? JSONValue(parsing: Array(self))
        switch json?["error"] ?? json ?? .string(String(decoding: self, as: UTF8.self)) {
        case .string(let text) where !text.isEmpty:
            return .string(text)
        case .object(var members):
            // The event's own type, where the error has no object of its own.
            if members["type"] == "error" { members["type"] = nil }
            return .object(members)
        default:
            return "no reason given"
        }
    }
}
