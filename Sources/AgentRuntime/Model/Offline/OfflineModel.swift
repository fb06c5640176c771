import NIOConcurrencyHelpers

/// A stand-in for a language model that needs neither key nor network: it picks a tool by the words of its description,
/// finds arguments in what the person says, asks for those it misses one at a time, and quotes what the tool says.
///
/// It knows a language and its grammar, and the rest from the tools' names, descriptions and schemas. The same
/// conversation always gives the same step: it holds no state of its own.
public struct OfflineModel: LanguageModel {
    private let language: OfflineLanguage
    private let calendar: OfflineCalendar
    private let pace: Duration
    /// What was worked out of the tools last time: the same tools give the same, so it is no state.
    private let known = NIOLockedValueBox<OfflineToolbox?>(nil)

    /// - Parameters:
    ///   - language: BCP 47 tag of the language it speaks: Italian for `it`, else English.
    ///   - timeZone: IANA name of the zone in which `domani` begins. Default `Europe/Rome`.
    ///   - pace: how long it waits between two words, so that streaming can be seen. Default none.
    public init(language: String, timeZone: String = "Europe/Rome", pace: Duration = .zero) {
        self.language = .of(language)
        self.calendar = OfflineCalendar(timeZone)
        self.pace = pace
    }

    public var name: String { "offline" }
    public var provider: String { "offline" }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        let toolbox = self.toolbox(of: request.tools)
        var dialogue = OfflineDialogue(request.transcript, toolbox: toolbox, calendar: self.calendar)
        switch dialogue.step() {
        case .call(let call):
            return ModelResponse(text: "", calls: [call], finishReason: .toolCalls, usage: .zero, model: self.name)
        case .say(let text):
            try await self.stream(text, into: sink)
            return ModelResponse(text: text, usage: .zero, model: self.name)
        }
    }

    private func toolbox(of definitions: [ToolDefinition]) -> OfflineToolbox {
        if let known = self.known.withLockedValue(\.self), known.definitions == definitions { return known }
        let toolbox = OfflineToolbox(definitions, self.language)
        self.known.withLockedValue { $0 = toolbox }
        return toolbox
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
