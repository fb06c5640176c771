/// A prompt's template, or one of its parts, as it stands in its file.
public struct PromptText: Sendable {
    /// The file, as it stands below the folder of prompts.
    public let file: String
    public let text: String
    /// The names it quotes as `{{name}}`, with their lines.
    public let variables: [(name: String, line: Int)]

    /// The first line in which `words` stand as they are; `nil` if none does.
    public func line(of words: String) -> Int? {
        self.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .firstIndex { $0.contains(words) }.map { $0 + 1 }
    }
}

extension PromptLibrary {
    /// The prompt at `path` and all its parts, each once, whatever the names in them mean. Parts that are not there are left
    /// out.
    /// - Throws: ``PromptError`` where the prompt is not there, or a tag is none.
    public func texts(at path: String) throws(PromptError) -> [PromptText] {
        var found: [PromptText] = []
        var seen: Set<String> = []
        var open = [[path]]
        while let candidates = open.popLast() {
            guard let file = candidates.first(where: { self.read($0) != nil }), let text = self.read(file) else {
                if found.isEmpty {
                    throw PromptError(file: path, reason: "there is no such prompt in \(self.directory).")
                }
                continue
            }
            guard seen.insert(file).inserted else { continue }
            let template = try PromptTemplate(text, file: file)
            var variables: [(name: String, line: Int)] = []
            for (tag, line) in template.tags {
                switch tag {
                case .variable(let name): variables.append((name, line))
                case .partial(let name): open.append(self.candidates(name, beside: path))
                case .section, .end: break
                }
            }
            found.append(PromptText(file: file, text: text, variables: variables))
        }
        return found
    }

    /// The parts of the prompt at `path` that stand beside it and hide one of `base`, by their files.
    public func hiddenParts(of texts: [PromptText]) -> [(own: PromptText, base: String, isEqual: Bool)] {
        texts.compactMap { own in
            let name = own.file.split(separator: "/").last.map(String.init) ?? own.file
            let base = "base/\(name)"
            guard own.file != base, let hidden = self.read(base) else { return nil }
            return (own, base, own.text == hidden)
        }
    }
}
