/// All tools of a request, and what their descriptions tell.
final class OfflineToolbox: Sendable {
    let definitions: [ToolDefinition]
    let tools: [OfflineTool]
    let language: OfflineLanguage
    let router: OfflineRouter

    init(_ definitions: [ToolDefinition], _ language: OfflineLanguage) {
        self.definitions = definitions
        self.language = language
        self.tools = definitions.map { OfflineTool($0, language) }
        self.router = OfflineRouter(self.tools, language)
    }

    subscript(name: String) -> OfflineTool? { self.tools.first { $0.name == name } }

    /// The tool that goes on with what has keys of this letter.
    func consumer(of letter: Character) -> OfflineTool? {
        self.tools.first { $0.offered?.letter == letter }
    }

    /// The tool that drops whatever is under way: it takes nothing, and its description begins with how a person says it.
    var dropper: OfflineTool? {
        self.tools.first { tool in
            guard tool.isWrite, tool.parameters.isEmpty else { return false }
            let description = OfflineText(tool.definition.description)
            return self.language.words.drops.contains { $0.count > 1 && description.has($0, at: 0) }
        }
    }

    /// Whether a text is the key of something offered.
    func isKey(_ text: String) -> Bool {
        text.optionKey.map { letter in self.tools.contains { $0.offered?.letter == letter } } ?? false
    }

    /// The tools whose names a text has.
    func named(in text: String) -> [OfflineTool] {
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
        return self.tools.filter { tool in words.contains { $0 == tool.name } }
    }
}
