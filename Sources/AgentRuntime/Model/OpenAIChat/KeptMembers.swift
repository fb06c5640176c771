/// Members of a message that are not ours to understand and go back with it, such as the model's reasoning, put together from
/// its deltas: of texts and lists one follows the other, objects are merged.
struct KeptMembers {
    private let names: Set<String>
    /// Apart from the other values, so that a long text grows in place.
    private var texts: [String: String] = [:]
    private var values: [String: JSONValue] = [:]

    /// - Parameter names: the members that are kept.
    init(_ names: Set<String>) {
        self.names = names
    }

    /// The members that had something in them.
    var members: [String: JSONValue] {
        self.values.merging(self.texts.mapValues(JSONValue.string)) { $1 }
    }

    /// Steps over the value of `key`, and takes it in if it is to be kept.
    /// - Returns: whether there was anything in it to keep.
    mutating func read(_ key: JSONString, _ scanner: inout JSONScanner) throws(JSONError) -> Bool {
        guard let name = self.names.first(where: { key.raw.elementsEqual($0.utf8) }) else {
            try scanner.skip()
            return false
        }
        switch try scanner.value() {
        case .null, "", .array([]), .object([:]): return false
        case .string(let text): self.texts[name, default: ""] += text
        case .array(let elements): self.values[name] = .array((self.values[name]?.array ?? []) + elements)
        case let value: self.values[name] = self.values[name]?.merged(with: value) ?? value
        }
        return true
    }
}

extension JSONValue {
    /// `newer` over this value: objects are merged member by member, of anything else the newer counts.
    func merged(with newer: JSONValue) -> JSONValue {
        guard case .object(let old) = self, case .object(let new) = newer else { return newer }
        return .object(old.merging(new) { $0.merged(with: $1) })
    }
}
