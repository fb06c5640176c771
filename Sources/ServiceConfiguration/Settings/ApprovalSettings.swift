public import AgentRuntime

/// `approval` of a region: how it asks for the user's yes, where a tool's entry says `confirm`. What is left out is in Italian.
///
/// - `words` (list of texts): the messages that count as a yes; the first is what a client's button says.
/// - `refusal` (text, default `No`): what a client's button for a no says.
/// - `question` (text): what is asked about a tool without a `question` of its own, with `{{tool}}` and `{{arguments}}`.
/// - `hint` (text): how to answer, said after each question.
public struct ApprovalSettings: Sendable, Decodable {
    public let rules: ApprovalRules

    private enum Key: String, CodingKey {
        case words, refusal, question, hint
    }

    /// - Parameter rules: what counts where nothing is written.
    init(_ rules: ApprovalRules = ApprovalRules()) {
        self.rules = rules
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var rules = ApprovalRules()
        rules.words = try container.value(.words, default: rules.words)
        let isUsable = rules.words.first.map(rules.isYes) ?? false
        try container.check(isUsable, .words, "It needs words, without which nobody can say yes.")
        rules.refusal = try container.textIfPresent(.refusal) ?? rules.refusal
        try container.check(!rules.isYes(rules.refusal), .refusal, "It is among the words that count as a yes.")
        rules.question = try container.questionIfPresent(.question) ?? rules.question
        for name in rules.question.names where !ApprovalQuestion.commonNames.contains(name) {
            try container.check(
                false,
                .question,
                "{{\(name)}} means nothing for all tools. There are {{tool}} and {{arguments}}."
            )
        }
        rules.hint = try container.value(.hint, default: rules.hint)
        self.rules = rules
    }
}
