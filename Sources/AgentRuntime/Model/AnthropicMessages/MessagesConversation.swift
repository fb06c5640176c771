/// A conversation as this wire wants it: user and assistant take turns, and the results of all calls are the first thing in
/// the message after them.
struct MessagesConversation {
    enum Role: Hashable {
        case user, assistant
    }

    enum Block: Hashable {
        case text(String)
        case kept(JSONValue)
        case call(ToolCall)
        case result(String, of: ToolCall, failed: Bool)
    }

    private(set) var messages: [(role: Role, blocks: [Block])] = []

    /// - Parameters:
    ///   - model: whom the conversation is sent to.
    ///   - signed: whether what the provider signed is sent back.
    init(_ messages: [TranscriptRendering.Message], to model: String, signed: Bool) {
        for message in messages {
            switch message {
            case .user(let text):
                self.append([.text(text)], as: .user)
            case .assistant(let text, let calls, let extra):
                let parts = StepParts.sent(
                    text,
                    calls,
                    extra: signed ? extra : nil,
                    over: AnthropicMessagesModel.wire,
                    to: model
                )
                self.append(parts.map(Block.init), as: .assistant)
            case .tool(let text, let call, let failed):
                self.append([.result(text, of: call, failed: failed)], as: .user)
            }
        }
    }

    private mutating func append(_ blocks: [Block], as role: Role) {
        guard !blocks.isEmpty else { return }
        if let last = self.messages.indices.last, self.messages[last].role == role {
            self.messages[last].blocks += blocks
        } else {
            self.messages.append((role, blocks))
        }
    }
}

extension MessagesConversation.Block {
    fileprivate init(_ part: StepParts.Sent) {
        switch part {
        case .kept(let block): self = .kept(block)
        case .text(let text, _): self = .text(text)
        case .call(let call): self = .call(call)
        }
    }
}
