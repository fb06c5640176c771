/// What the tools have said in a conversation.
struct OfflineMemory: Sendable {
    /// A call that succeeded.
    struct Result: Sendable {
        let tool: String
        let arguments: JSONValue
        let content: JSONValue
        let isWrite: Bool
    }

    private(set) var results: [Result] = []

    mutating func note(_ result: Result) { self.results.append(result) }

    /// What the latest result that has keys of this letter offers. What is not offered in a list, such as what was just
    /// made, counts until a write has used it.
    func options(_ letter: Character) -> (options: [OfflineOption], from: Result)? {
        for result in self.results.reversed() {
            let listed = OfflineOption.listed(in: result.content, letter)
            if !listed.isEmpty { return (listed, result) }
            guard let single = OfflineOption(result.content, letter), !self.isUsed(single.key) else {
                continue
            }
            return ([single], result)
        }
        return nil
    }

    /// Whether a write had this value among its arguments.
    private func isUsed(_ value: String) -> Bool {
        self.results.contains { $0.isWrite && $0.arguments.object?.values.contains(.string(value)) == true }
    }

    /// What an earlier result tells about a parameter: a member of the same name that fits, told by another tool.
    func value(of parameter: OfflineParameter, for tool: OfflineTool) -> JSONValue? {
        for result in self.results.reversed() where result.tool != tool.name {
            guard let value = result.content[parameter.name], let text = value.string,
                (try? parameter.schema.validated(value)) != nil
            else { continue }
            switch parameter.kind {
            case .code(let example, _) where text.isCode(like: example) && !self.isUsed(text): return value
            case .choice: return value
            case .phrase, .text: if text.split(separator: " ").count <= 3, !tool.isWrite { return value }
            default: break
            }
        }
        if case .code(_, let letter?) = parameter.kind, let only = self.options(letter)?.options.first, !only.isListed {
            return .string(only.key)
        }
        return nil
    }

    /// What an earlier result tells under this key or code, such as the booking of a code.
    func content(telling value: JSONValue, as name: String) -> JSONValue? {
        for result in self.results.reversed() {
            if result.content[name] == value { return result.content }
            guard let key = value.string, let letter = key.optionKey else { continue }
            if OfflineOption(result.content, letter)?.key == key { return result.content }
            let listed = OfflineOption.listed(in: result.content, letter)
            if let option = listed.first(where: { $0.key == key }) { return option.content }
        }
        return nil
    }

    /// The latest call of a tool.
    func last(of tool: OfflineTool) -> Result? { self.results.last { $0.tool == tool.name } }
}

/// Something a result offers under a short key.
struct OfflineOption: Sendable, Equatable {
    let key: String
    let content: JSONValue
    /// Whether it stands among others, to be chosen from.
    let isListed: Bool

    /// What an object is, if it has a key of this letter.
    init?(_ content: JSONValue, _ letter: Character, isListed: Bool = false) {
        let keys = content.object?.values.compactMap(\.string).filter { $0.optionKey == letter } ?? []
        guard let key = keys.first else { return nil }
        self.key = key
        self.content = content
        self.isListed = isListed
    }

    /// The objects with keys of this letter in the lists of a result.
    static func listed(in content: JSONValue, _ letter: Character) -> [OfflineOption] {
        for (_, value) in (content.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            let options = (value.array ?? []).compactMap { OfflineOption($0, letter, isListed: true) }
            if !options.isEmpty { return options }
        }
        return []
    }

    /// The letters of all keys in a result.
    static func letters(in content: JSONValue) -> Set<Character> {
        var letters: Set<Character> = []
        for value in content.object?.values.map({ $0 }) ?? [] {
            if let letter = value.string?.optionKey { letters.insert(letter) }
            for element in value.array ?? [] {
                letters.formUnion((element.object ?? [:]).values.compactMap { $0.string?.optionKey })
            }
        }
        return letters
    }

    /// What a person might name it by: no whole sentences.
    var texts: [String] {
        (self.content.object ?? [:]).sorted { $0.key < $1.key }.flatMap { _, value in
            [value.string].compactMap(\.self) + (value.array?.compactMap(\.string) ?? [])
        }
        .filter { $0 != self.key && !$0.hasSuffix(".") }
    }
}
