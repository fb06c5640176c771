import Foundation

/// Picks the tool whose description has most in common with a message; words that few tools use count more.
struct OfflineRouter {
    private let tools: [(definition: ToolDefinition, words: Set<String>)]

    init(_ definitions: [ToolDefinition]) {
        self.tools = definitions.map { ($0, Self.words(of: $0)) }
    }

    /// The tool to ask; one that takes any question where nothing fits, and `nil` for mere greetings.
    func tool(for message: String) -> ToolDefinition? {
        let words = Set(OfflineWords.stems(of: message))
        let scored = self.tools.map { tool in
            let score = words.reduce(0.0) { sum, word in
                guard tool.words.contains(word) else { return sum }
                return sum + 1 / Double(self.tools.count { $0.words.contains(word) })
            }
            return (tool.definition, score)
        }
        let best = scored.max { $0.1 < $1.1 || ($0.1 == $1.1 && $0.0.name > $1.0.name) }
        if let best, best.1 >= 0.5 { return best.0 }
        guard message.split(whereSeparator: \.isWhitespace).count > 2 else { return nil }
        return self.tools.map(\.definition).first { OfflineArguments(of: $0).takesAnyQuestion }
    }

    private static func words(of tool: ToolDefinition) -> Set<String> {
        var text = "\(tool.name) \(tool.description)"
        for property in tool.parameters.properties.values {
            for list in ["enum", "examples"] {
                text += " " + (property.json[list]?.array?.compactMap(\.string).joined(separator: " ") ?? "")
            }
        }
        return Set(OfflineWords.stems(of: text))
    }
}

/// Words, made comparable: without case and accents, and without their endings.
enum OfflineWords {
    static func stems(of text: String) -> [String] {
        self.words(of: text).filter { $0.count > 3 }.map { String($0.prefix(5)) }
    }

    static func words(of text: String) -> [String] {
        self.folded(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    static func folded(_ text: String) -> String {
        text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
    }
}
