/// In which order a provider takes the roles of a conversation.
public enum RoleOrder: Hashable, Sendable {
    /// In any.
    case free
    /// User and assistant take turns, and between a tool's result and the next user message stands one of the assistant's.
    case alternating

    /// What stands for an answer that was never given.
    static let noAnswer = "[no answer]"

    /// `messages` in an order that the provider takes: neighbours of the same role become one message, and where an
    /// assistant's is missing there is one that says so. Nothing that was said is left out.
    func arranged(_ messages: [TranscriptRendering.Message]) -> [TranscriptRendering.Message] {
        guard self == .alternating else { return messages }
        return messages.reduce(into: []) { arranged, message in
            switch (arranged.last, message) {
            case (.user(let first)?, .user(let second)):
                arranged[arranged.count - 1] = .user("\(first)\n\n\(second)")
            case (.assistant(let first, let none, _)?, .assistant(let second, let calls, let extra)) where none.isEmpty:
                let text = [first, second].filter { !$0.isEmpty }.joined(separator: "\n\n")
                arranged[arranged.count - 1] = .assistant(text, calls: calls, extra: extra)
            case (.tool?, .user):
                arranged += [.assistant(Self.noAnswer, calls: []), message]
            default:
                arranged.append(message)
            }
        }
    }
}
