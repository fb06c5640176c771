import AgentRuntime

/// How a tool differs from what was accepted.
struct MCPToolDifference: Equatable, Sendable {
    enum Kind: String, Sendable {
        case added, changed, removed
    }

    let name: String
    let kind: Kind
    /// For people: a line for each place that is otherwise, with what stood there and what stands there now.
    let lines: [String]

    /// - Returns: `nil` where nothing is otherwise.
    init?(from old: MCPToolDescription?, to new: MCPToolDescription?) {
        switch (old, new) {
        case (nil, nil): return nil
        case (nil, let new?):
            self.name = new.name
            self.kind = .added
            self.lines = [
                "+ description: \(Self.quoted(.string(new.description)))", "+ inputSchema: \(Self.quoted(new.schema))",
            ]
        case (let old?, nil):
            self.name = old.name
            self.kind = .removed
            self.lines = []
        case (let old?, let new?):
            guard old != new else { return nil }
            self.name = new.name
            self.kind = .changed
            self.lines =
                Self.lines(at: "description", .string(old.description), .string(new.description))
                + Self.lines(at: "inputSchema", old.schema, new.schema)
        }
    }

    private static func lines(at path: String, _ old: JSONValue?, _ new: JSONValue?) -> [String] {
        if old == new { return [] }
        if let before = old?.object, let after = new?.object {
            return Set(before.keys).union(after.keys).sorted().flatMap { key in
                self.lines(at: "\(path)/\(key)", before[key], after[key])
            }
        }
        return [old.map { "- \(path): \(self.quoted($0))" }, new.map { "+ \(path): \(self.quoted($0))" }].compactMap(
            \.self
        )
    }

    /// As JSON, which shows what would not be seen in plain text.
    private static func quoted(_ value: JSONValue) -> String {
        let text = value.description
        // Characters that look like nothing, or turn the text around, could hide what was added.
        let shown = text.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .format || scalar.properties.generalCategory == .control
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return shown.joined().cut(toBytes: 2000)
    }
}
