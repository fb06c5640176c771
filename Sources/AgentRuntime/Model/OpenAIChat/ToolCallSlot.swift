/// A tool call as far as its pieces have come.
struct ToolCallSlot {
    /// The ids that the call's pieces bore: none, one, or with some servers another for each piece.
    private(set) var ids: Set<String> = []
    /// The first of them.
    private(set) var id: String?
    let index: Int?
    private(set) var name = ""
    private(set) var arguments = ""
    private(set) var extra: [String: JSONValue] = [:]

    init(index: Int?) {
        self.index = index
    }

    /// Whether the arguments are a JSON object, to which nothing can be added; none at all count as not yet begun.
    var isWhole: Bool { self.value != nil }

    private var value: JSONValue? {
        let last = self.arguments.utf8.last { $0 > UInt8(ascii: " ") }
        guard last == UInt8(ascii: "}"), case .object(let members)? = try? JSONValue(parsing: self.arguments) else {
            return nil
        }
        return .object(members)
    }

    /// Whether arguments have begun to come.
    var hasArguments: Bool { !self.arguments.isBlank }

    /// Whether the piece goes with what the call is so far: it names no other tool, and a call that is whole is at most
    /// told again.
    func fits(_ delta: ToolCallDelta) -> Bool {
        if let name = delta.name, !self.name.isEmpty, name != self.name { return false }
        guard let arguments = delta.arguments, !arguments.isBlank else { return true }
        return !self.isWhole || self.isEmptyObject || self.tells(arguments)
    }

    /// Whether the call is whole and `text` says nothing but its arguments: as they are, or as a JSON string of them.
    func tells(_ text: String) -> Bool {
        guard let value, let told = try? JSONValue(parsing: text) else { return false }
        if told == value { return true }
        return told.string.flatMap { try? JSONValue(parsing: $0) } == value
    }

    mutating func take(_ delta: ToolCallDelta) {
        if let id = delta.id {
            self.id = self.id ?? id
            self.ids.insert(id)
        }
        if let name = delta.name, name != self.name { self.name += name }
        if let more = delta.arguments { self.append(more) }
        self.extra.merge(delta.extra) { $0.merged(with: $1) }
    }

    private mutating func append(_ more: String) {
        // Some servers begin with an empty object that the real one replaces, or tell the whole call again at its end.
        if self.isEmptyObject, more.utf8.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") {
            self.arguments = more
        } else if !self.tells(more) {
            self.arguments += more
        }
    }

    private var isEmptyObject: Bool { self.arguments == "{}" }
}
