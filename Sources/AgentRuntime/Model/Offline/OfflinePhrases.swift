/// The few sentences the stand-in has of its own.
struct OfflinePhrases {
    let greeting: String
    let nothing: String
    private let helpBefore: String
    private let helpAfter: String
    private let questionBefore: String

    /// What can be asked, by the tools there are.
    func help(with tools: [ToolDefinition]) -> String {
        let list = tools.map { "- \($0.description.firstSentence)" }.joined(separator: "\n")
        return tools.isEmpty ? self.nothing : "\(self.helpBefore)\n\(list)\n\(self.helpAfter)"
    }

    /// Asks for what is described; ends with a question mark.
    func question(about description: String) -> String {
        "\(self.questionBefore): \(description.firstSentence.droppingPeriod)?"
    }

    static let italian = OfflinePhrases(
        greeting: "Buongiorno. Mi dica.",
        nothing: "Non ho trovato nulla.",
        helpBefore: "Sono un sostituto senza modello linguistico, e capisco solo parole. Posso provare con:",
        helpAfter: "Mi faccia una domanda su uno di questi argomenti.",
        questionBefore: "Mi serve ancora un dato"
    )

    static let english = OfflinePhrases(
        greeting: "Hello. What can I do for you?",
        nothing: "I found nothing.",
        helpBefore: "I am a stand-in without a language model, and match words only. I can try:",
        helpAfter: "Ask me about one of these.",
        questionBefore: "One thing is missing"
    )
}

extension String {
    fileprivate var firstSentence: String {
        guard let end = self.firstRange(of: ". ") else { return self }
        return "\(self[..<end.lowerBound])."
    }

    fileprivate var droppingPeriod: String {
        self.hasSuffix(".") ? String(self.dropLast()) : self
    }
}

/// Puts a tool's result into plain text.
enum OfflineQuotation {
    static func text(of value: JSONValue) -> String {
        if let answer = value["answer"]?.string ?? value["message"]?.string { return answer }
        return self.lines(of: value, indentation: "").joined(separator: "\n")
    }

    private static func lines(of value: JSONValue, indentation: String) -> [String] {
        switch value {
        case .null: return []
        case .string(let text): return ["\(indentation)\(text)"]
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { name, member -> [String] in
                if member == .null { return [] }
                guard member.object == nil, member.array == nil else {
                    return ["\(indentation)\(name):"] + self.lines(of: member, indentation: "\(indentation)  ")
                }
                return ["\(indentation)\(name): \(member.string ?? member.description)"]
            }
        case .array(let elements):
            return elements.flatMap { element -> [String] in
                var lines = self.lines(of: element, indentation: "\(indentation)  ")
                if let first = lines.first { lines[0] = "\(indentation)- \(first.dropFirst(indentation.count + 2))" }
                return lines
            }
        default: return ["\(indentation)\(value.description)"]
        }
    }
}
