import Foundation

/// What is typed behind `$ `, and what it prints; `[…]` stands for whatever is left out.
struct ConsoleExample: Sendable {
    let command: String
    let output: String

    /// The commands of a block, each with what follows it. A command goes on below where a line ends in `\` or within quotes.
    static func all(in block: Document.Block) -> [ConsoleExample] {
        var examples: [(command: String, output: [String])] = []
        for line in block.lines {
            if let command = examples.last?.command, Self.goesOn(command), examples.last?.output.isEmpty == true {
                examples[examples.count - 1].command += "\n\(line)"
            } else if line.hasPrefix("$ ") {
                examples.append((String(line.dropFirst(2)), []))
            } else if !examples.isEmpty {
                examples[examples.count - 1].output.append(line)
            }
        }
        return examples.map { example in
            ConsoleExample(
                command: example.command,
                output: example.output.joined(separator: "\n").trimmingCharacters(in: .newlines)
            )
        }
    }

    private static func goesOn(_ command: String) -> Bool {
        command.hasSuffix("\\") || !command.count { $0 == "'" }.isMultiple(of: 2)
    }

    /// Whether something like `printed` was promised.
    func promises(_ printed: String) -> Bool {
        let parts = self.output.components(separatedBy: "[…]")
        var rest = printed.trimmingCharacters(in: .newlines)[...]
        for (index, part) in parts.enumerated() {
            let place =
                if index == parts.count - 1, index > 0 {
                    rest.range(of: part, options: [.backwards, .anchored])
                } else if index == 0 { rest.range(of: part, options: .anchored) } else { rest.range(of: part) }
            guard let end = part.isEmpty ? rest.startIndex : place?.upperBound else { return false }
            rest = rest[end...]
        }
        return parts.last == "" || rest.isEmpty
    }
}
