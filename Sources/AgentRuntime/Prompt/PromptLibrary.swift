import Foundation
import Mustache

/// The folder of prompts: Mustache templates as plain text, a region's own over those of `base`.
///
/// `{{> stile}}` is `stile.md` in the folder of the prompt that is rendered, else in `base`. What the template engine would
/// render as nothing - an unknown name, a missing part - is an error here.
public struct PromptLibrary: Sendable {
    let directory: String

    public init(directory: String) {
        self.directory = directory
    }

    /// Renders the prompt at `path`, such as `lombardia/system.md`.
    /// - Throws: ``PromptError`` with file and line.
    public func prompt(at path: String, with variables: PromptVariables) throws(PromptError) -> SystemPrompt {
        var assembly = PromptAssembly(root: variables.values) { name throws(PromptError) in
            for candidate in self.candidates(name, beside: path) {
                if let text = self.read(candidate) { return try PromptTemplate(text, file: candidate) }
            }
            return nil
        }
        guard let text = self.read(path) else {
            throw PromptError(file: path, reason: "there is no such prompt in \(self.directory).")
        }
        let main = try PromptTemplate(text, file: path)
        try assembly.check(main)
        do {
            var library = MustacheLibrary()
            for (name, template) in assembly.partials {
                try library.register(Self.asText(template.text), named: name)
            }
            let rendered = try MustacheTemplate(string: Self.asText(main.text)).render(
                variables.values.foundation,
                library: library
            )
            return SystemPrompt(rendered.trimmingCharacters(in: .whitespacesAndNewlines) + "\n")
        } catch {
            throw PromptError(file: path, reason: "the template cannot be read: \(error).")
        }
    }

    /// Renders the prompt called `name` that stands beside the one at `path` or, if there is none, in `base`.
    /// - Throws: ``PromptError`` with file and line.
    public func prompt(
        named name: String,
        beside path: String,
        with variables: PromptVariables
    ) throws(PromptError) -> SystemPrompt {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let own = "\(folder)/\(name).md"
        return try self.prompt(at: self.read(own) == nil ? "base/\(name).md" : own, with: variables)
    }

    /// Without this line the engine would escape for HTML: `l'ora` would read `l&#39;ora`.
    private static func asText(_ template: String) -> String {
        "{{% CONTENT_TYPE:TEXT}}\n\(template)"
    }

    /// Where the part called `name` of the prompt at `path` may stand, the first file counts.
    func candidates(_ name: String, beside path: String) -> [String] {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return ["\(folder)/\(name).md", "base/\(name).md"]
    }

    func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(self.directory)/\(path)").flatMap { String(data: $0, encoding: .utf8) }
    }
}

/// Walks a prompt and its parts, checking that every name means something where it stands.
private struct PromptAssembly {
    /// The parts that were met, by name.
    private(set) var partials: [String: PromptTemplate] = [:]
    private let find: (String) throws(PromptError) -> PromptTemplate?
    /// What names mean, outermost first.
    private var context: [JSONValue]
    private var open: [String] = []

    init(root: JSONValue, find: @escaping (String) throws(PromptError) -> PromptTemplate?) {
        self.context = [root]
        self.find = find
    }

    mutating func check(_ template: PromptTemplate) throws(PromptError) {
        var sections: [(name: String, line: Int)] = []
        for (tag, line) in template.tags {
            switch tag {
            case .variable(let name):
                let value = try self.resolve(name, in: template, line)
                if value.object != nil || value.array != nil {
                    throw PromptError(
                        file: template.file,
                        line: line,
                        reason: "{{\(name)}} is not a text. Open it with {{#\(name)}}."
                    )
                }
            case .section(let name, let isInverted):
                let value = try self.resolve(name, in: template, line)
                sections.append((name, line))
                self.context.append(isInverted ? .null : PromptVariables.elements[name] ?? value)
            case .end(let name):
                guard let last = sections.popLast(), last.name == name else {
                    throw PromptError(
                        file: template.file,
                        line: line,
                        reason: "{{/\(name)}} closes nothing that is open."
                    )
                }
                self.context.removeLast()
            case .partial(let name):
                try self.enter(name, from: template, line)
            }
        }
        if let last = sections.last {
            throw PromptError(
                file: template.file,
                line: last.line,
                reason: "{{#\(last.name)}} is not closed with {{/\(last.name)}}."
            )
        }
    }

    private mutating func enter(_ name: String, from template: PromptTemplate, _ line: Int) throws(PromptError) {
        if self.open.contains(name) {
            throw PromptError(file: template.file, line: line, reason: "{{> \(name)}} includes itself.")
        }
        var found = self.partials[name]
        if found == nil { found = try self.find(name) }
        guard let partial = found else {
            throw PromptError(
                file: template.file,
                line: line,
                reason: "there is no part \"\(name)\": neither beside the prompt nor in base is a file \(name).md."
            )
        }
        self.partials[name] = partial
        self.open.append(name)
        try self.check(partial)
        self.open.removeLast()
    }

    private func resolve(_ name: String, in template: PromptTemplate, _ line: Int) throws(PromptError) -> JSONValue {
        let path = name.split(separator: ".").map(String.init)
        if let head = path.first {
            for frame in self.context.reversed() {
                guard var value = frame[head] else { continue }
                var isKnown = true
                for part in path.dropFirst() {
                    guard let next = value[part] else { isKnown = false; break }
                    value = next
                }
                if isKnown { return value }
                break
            }
        }
        let known = self.context.flatMap { self.names($0, prefix: "") }.sorted().joined(separator: ", ")
        throw PromptError(
            file: template.file,
            line: line,
            reason: "{{\(name)}} means nothing here. There are: \(known)."
        )
    }

    private func names(_ value: JSONValue, prefix: String) -> [String] {
        (value.object ?? [:]).flatMap { name, member in
            member.object == nil ? [prefix + name] : self.names(member, prefix: "\(prefix)\(name).")
        }
    }
}
