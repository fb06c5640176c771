extension OfflineDialogue {
    /// What is said: a remark, what the tools gave, and what is asked next.
    var words: String {
        let question = self.question
        let remark = self.remark.map(self.text)
        let results = self.results
        var parts = results.isEmpty ? [] : [results.joined(separator: "\n\n")]
        if let remark, let question, !question.contains("\n") {
            parts.append("\(remark) \(question)")
        } else {
            parts += [remark, question].compactMap(\.self)
        }
        return parts.isEmpty ? self.help : parts.joined(separator: "\n\n")
    }

    private var say: OfflineSentences { self.language.say }

    private func text(_ remark: Remark) -> String {
        switch remark {
        case .greeting: self.open.isEmpty ? "\(self.say.greeting) \(self.help)" : self.say.greeting
        case .thanks: self.say.thanks
        case .farewell: self.say.farewell
        case .dropped: self.say.dropped
        case .nothingOpen: self.say.nothingOpen
        case .notUnderstood: self.say.notUnderstood
        case .needed: self.say.needed
        case .help: "\(self.say.notUnderstood) \(self.help)"
        case .whatToChange: self.say.whatToChange
        case .severalFit: self.say.severalFit
        case .noneFits: self.say.noneFits
        case .otherwise(let tool): self.otherwise(tool)
        }
    }

    /// What the tools do that a conversation can begin with.
    private var help: String {
        let list = self.toolbox.tools.filter(\.isEntry).map { "- \(self.purpose(of: $0))" }
        return list.isEmpty ? self.say.nothingFound : ([self.say.offer] + list).joined(separator: "\n")
    }

    /// The beginning of a tool's description.
    private func purpose(of tool: OfflineTool) -> String {
        let text = tool.definition.description
        var end = text.endIndex
        for mark in [". ", ": ", " (", "; ", self.say.namely] {
            if let place = text.firstRange(of: mark), place.lowerBound < end { end = place.lowerBound }
        }
        let purpose = text[..<end]
        return String(purpose.hasSuffix(".") ? purpose.dropLast() : purpose)
    }

    /// What else could be searched for.
    private func otherwise(_ tool: String) -> String {
        let optional = self.toolbox[tool]?.parameters.filter { !$0.isRequired } ?? []
        let labels = optional.map { OfflineQuestion(parameter: $0, language: self.language).label.lowercased() }
        return labels.isEmpty ? self.say.notUnderstood : "\(self.say.otherwise) \(self.say.list(labels, self.say.or))."
    }
}

// MARK: Results

extension OfflineDialogue {
    private func answer(to call: ToolCall) -> OfflineAnswer {
        // What was written is told whole.
        let isRead = self.toolbox[call.name]?.isWrite == false
        return OfflineAnswer(
            toolbox: self.toolbox,
            calendar: self.calendar,
            arguments: isRead ? (try? JSONValue(parsing: call.arguments)) ?? .null : .null
        )
    }

    /// What the calls gave: every failure, and the last success, if no list of options tells it.
    private var results: [String] {
        self.calls.enumerated().compactMap { index, answered in
            guard answered.outcome == .succeeded else { return self.failure(answered) }
            let content = answered.result.content
            guard index == self.calls.count - 1, content["missing_params"] == nil,
                content["confirmation_needed"] != true
            else { return nil }
            if let request = self.open.last,
                case .choice(_, let options, let result) = request.need(self.memory, self.language),
                result.content == content, !options.isEmpty
            {
                return nil
            }
            return self.answer(to: answered.call).text(of: content)
        }
    }

    private func failure(_ answered: Transcript.AnsweredCall) -> String {
        let isWrite = self.toolbox[answered.call.name]?.isWrite == true
        switch answered.outcome {
        case .failed, .invalidArguments:
            return OfflineFailure(answered.result.text, toolbox: self.toolbox).readable ?? self.say.failed
        case .timedOut:
            return isWrite ? "\(self.say.timedOut) \(self.say.unknownEffect)" : self.say.timedOut
        default:
            return isWrite ? "\(self.say.failed) \(self.say.unknownEffect)" : self.say.failed
        }
    }
}

// MARK: Questions

extension OfflineDialogue {
    /// What is asked, if anything is open.
    private var question: String? {
        guard let request = self.open.last else { return nil }
        switch request.need(self.memory, self.language) {
        case .parameter(let parameter):
            return request.prompt ?? OfflineQuestion(parameter: parameter, language: self.language).text
        case .choice(_, let options, let result):
            return self.list(options, from: result)
        case .goAhead: return request.tool.question ?? self.say.proceed
        case .agreement(let values):
            if request.tool.parameters.isEmpty, let prompt = request.prompt { return prompt }
            return self.summary(of: request, values)
        case .more: return request.prompt
        case .nothing, .impossible: return nil
        }
    }

    private func list(_ options: [OfflineOption], from result: OfflineMemory.Result) -> String {
        let answer = OfflineAnswer(toolbox: self.toolbox, calendar: self.calendar)
        let lines = options.enumerated().map { "\($0 + 1). \(answer.line(of: $1.content))" }
        let question = options.count == 1 ? self.say.proceed : self.say.whichOne
        return ([answer.heading(of: result.content)].compactMap(\.self) + lines + [question]).joined(separator: "\n")
    }

    /// All that is about to be written, and the question for a yes.
    private func summary(of request: OfflineRequest, _ values: [String: JSONValue]) -> String {
        let answer = OfflineAnswer(toolbox: self.toolbox, calendar: self.calendar)
        // A question of the tool's own says what it does.
        var parts = request.tool.question == nil ? [self.purpose(of: request.tool)] : []
        for parameter in request.tool.parameters {
            guard let value = values[parameter.name] else { continue }
            let question = OfflineQuestion(parameter: parameter, language: self.language)
            let isKey = parameter.takesKeys && value.string.map(self.toolbox.isKey) == true
            if !isKey { parts.append("\(question.label): \(question.text(of: value))") }
            if parameter.takesKeys, let content = self.memory.content(telling: value, as: parameter.name) {
                parts.append(answer.line(of: content))
            }
        }
        let text = parts.map { $0.hasSuffix(".") ? $0 : "\($0)." }.joined(separator: " ")
        return "\(self.say.summary) \(text)\n\(request.tool.question ?? self.say.proceed)"
    }
}

extension OfflineParameter {
    /// Whether it stands for something an earlier result told.
    fileprivate var takesKeys: Bool {
        switch self.kind {
        case .key, .code: true
        default: false
        }
    }
}
