import Foundation

/// How a region asks for its user's yes to a call, and what counts as one.
public struct ApprovalRules: Hashable, Sendable {
    /// What counts as a yes; see ``isYes(_:)``. The first stands for a yes that is given without words.
    public var words: [String]
    /// What stands for a no that is given without words.
    public var refusal: String
    /// What is asked about a tool that has no question of its own.
    public var question: ApprovalQuestion
    /// How to answer, said after each question.
    public var hint: String

    /// In Italian, where nothing is given.
    public init(
        words: [String] = ApprovalRules.italianWords,
        refusal: String = "No",
        question: ApprovalQuestion = .italian,
        hint: String = "Risponda sì per procedere."
    ) {
        self.words = words
        self.refusal = refusal
        self.question = question
        self.hint = hint
    }

    /// The words that count as a yes where a region names none.
    public static let italianWords = [
        "Sì", "sì, grazie", "sì, certo", "sì, confermo", "sì, va bene", "ok", "va bene", "certo", "certamente",
        "confermo",
        "d'accordo", "procedi", "proceda",
    ]

    /// Whether a message says yes and nothing else: it is one of the words, whatever its case, accents, punctuation and
    /// white space. One that doubts, with a question mark, is not.
    public func isYes(_ message: String) -> Bool {
        guard message.utf8.count <= Self.longestYes, !message.contains(where: { Self.doubts.contains($0) }) else {
            return false
        }
        let said = Self.folded(message)
        return !said.isEmpty && self.words.contains { Self.folded($0) == said }
    }

    /// Question marks of all kinds.
    private static let doubts: Set<Character> = ["?", "？", "؟", "⸮", "‽", "⁇", "⁈", "⁉", "¿"]

    /// No yes takes more bytes.
    private static let longestYes = 200

    private static func folded(_ text: String) -> String {
        let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return plain.split { $0.isWhitespace || $0.isPunctuation || $0 == "`" || $0 == "´" }.joined(separator: " ")
    }
}
