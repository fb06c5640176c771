/// A piece of a tool call as one chunk carries it. Servers differ in which members they send, and when.
struct ToolCallDelta: Equatable {
    var id: String?
    var index: Int?
    var name: String?
    var arguments: String?
    /// Members that are not ours to understand, those of `function` under its name.
    var extra: [String: JSONValue] = [:]
}

extension ToolCallDelta {
    /// Reads what is there: `null` and empty ids and names count as absent, arguments given as an object are written out.
    /// - Returns: `nil` for what is no object.
    init?(chatCompletion json: JSONValue) {
        guard let members = json.object else { return nil }
        let function = json["function"]?.object ?? [:]
        self.id = (json["id"]?.nonEmptyString ?? function["id"]?.nonEmptyString)
        self.index = json["index"]?.integer
        self.name = function["name"]?.nonEmptyString
        switch function["arguments"] {
        case .string(let text)?: self.arguments = text
        case .object(let members)?: self.arguments = JSONValue.object(members).description
        default: self.arguments = nil
        }
        self.extra = members.without(["id", "index", "type", "function"])
        let unknown = function.without(["id", "name", "arguments"])
        if !unknown.isEmpty { self.extra["function"] = .object(unknown) }
    }
}

extension JSONValue {
    fileprivate var nonEmptyString: String? {
        self.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension [String: JSONValue] {
    /// The members that have a value and none of these names.
    fileprivate func without(_ names: Set<String>) -> Self {
        self.filter { !names.contains($0.key) && $0.value != .null }
    }
}
