/// A stand-in for a language model that needs neither key nor network: it picks a tool by the words of its description, finds
/// arguments in what the person wrote, asks for those it misses, and quotes what the tool says.
///
/// It understands nothing. The same conversation always gives the same step, and it holds no state of its own.
public struct OfflineModel: LanguageModel {
    private let phrases: OfflinePhrases
    private let pace: Duration

    /// - Parameters:
    ///   - language: BCP 47 tag of the language of its few sentences: Italian for `it`, else English.
    ///   - pace: how long it waits between two words, so that streaming can be seen. Default none.
    public init(language: String, pace: Duration = .zero) {
        self.phrases = language.hasPrefix("it") ? .italian : .english
        self.pace = pace
    }

    public var name: String { "offline" }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        switch self.step(for: request) {
        case .call(let call):
            return ModelResponse(text: "", calls: [call], finishReason: .toolCalls, usage: .zero, model: self.name)
        case .say(let text):
            try await self.stream(text, into: sink)
            return ModelResponse(text: text, usage: .zero, model: self.name)
        }
    }

    private enum Step {
        case call(ToolCall)
        case say(String)
    }

    private func step(for request: ModelRequest) -> Step {
        guard let turn = request.transcript.turns.last else { return .say(self.phrases.greeting) }
        if let last = turn.steps.last, !last.calls.isEmpty {
            return .say(self.quote(last.calls))
        }
        let message = Self.openRequest(in: request.transcript)
        guard let tool = OfflineRouter(request.tools).tool(for: message) else {
            return .say(self.phrases.help(with: request.tools))
        }
        switch OfflineArguments(of: tool).find(in: message) {
        case .found(let arguments): return .call(ToolCall(name: tool.name, arguments: arguments))
        case .missing(let description): return .say(self.phrases.question(about: description))
        }
    }

    /// What is being asked: the last message, and those before it that were answered with nothing but a question.
    private static func openRequest(in transcript: Transcript) -> String {
        var messages: [String] = []
        for turn in transcript.turns.reversed() {
            let isQuestion = turn.steps.allSatisfy { $0.calls.isEmpty } && turn.shownText.hasSuffix("?")
            guard messages.isEmpty || isQuestion else { break }
            messages.append(turn.message)
        }
        return messages.reversed().joined(separator: "\n")
    }

    private func quote(_ calls: [Transcript.AnsweredCall]) -> String {
        let quotes = calls.map { OfflineQuotation.text(of: $0.result.content) }.filter { !$0.isEmpty }
        return quotes.isEmpty ? self.phrases.nothing : quotes.joined(separator: "\n\n")
    }

    private func stream(_ text: String, into sink: any DeltaSink) async throws {
        for word in text.words {
            let bytes = Array(word.utf8)
            sink.text(bytes.span)
            if self.pace > .zero { try await Task.sleep(for: self.pace) }
        }
    }
}

extension String {
    /// The text in pieces of one word and the white space after it.
    fileprivate var words: [Substring] {
        var words: [Substring] = []
        var rest = self[...]
        while !rest.isEmpty {
            let word = rest.prefix { !$0.isWhitespace }
            let space = rest[word.endIndex...].prefix { $0.isWhitespace }
            words.append(rest[..<space.endIndex])
            rest = rest[space.endIndex...]
        }
        return words
    }
}
