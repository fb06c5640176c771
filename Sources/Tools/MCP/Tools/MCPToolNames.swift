import AgentRuntime

/// The names that models know a server's tools by.
enum MCPToolNames {
    /// A name for each of the server's names: the same where models accept it, and always the same one. Where several would
    /// have one name, those that had to be changed are told apart.
    static func names(for originals: [String], prefix: String?) -> [String: String] {
        let mapped = originals.map { original in
            (original, ToolName.standing(for: prefix.map { "\($0)_\(original)" } ?? original))
        }
        let counts = Dictionary(mapped.map { ($0.1, 1) }, uniquingKeysWith: +)
        var names: [String: String] = [:]
        for (original, name) in mapped {
            let isUnchanged = name == original || prefix.map { name == "\($0)_\(original)" } ?? false
            let isAlone = counts[name, default: 0] == 1
            names[original] = isAlone || isUnchanged ? name : ToolName.distinct(name, from: original)
        }
        return names
    }
}
