extension OfflineDialogue {
    /// Puts a request in the place of the one that is talked about.
    private mutating func replace(with request: OfflineRequest) {
        self.open[self.open.count - 1] = request
    }

    /// Whether a message tells nothing but what was taken from it, or words of `topic`.
    func isAll(_ said: OfflineSaid, in taken: OfflineRequest.Taken, or topic: Set<String> = []) -> Bool {
        said.text.words.enumerated().allSatisfy { index, word in
            taken.words.contains(index) || !self.language.isTelling(word) || topic.contains(word.stem)
                || self.language.words.corrections.contains(word.folded)
                || self.language.words.yes.contains(word.folded)
                || self.language.words.asking.contains(word.folded)
        }
    }

    mutating func hear(_ said: OfflineSaid, _ intent: OfflineIntent, askedFor parameter: OfflineParameter) {
        guard var request = self.open.last else { return }
        if intent.isDontKnow { return self.remark = .needed }
        // Another of the options, once one was taken: "anzi, quello delle 10".
        if intent.isCorrection, let again = self.followUp(said), again.tool.isWrite { return self.replace(with: again) }
        let isAside = intent.isQuestion || intent.isWish
        if isAside, parameter.takesAnyWords, self.interrupt(said, surely: !intent.isQuestion) { return }
        let isPlainTalk = intent.talk == .yes || intent.talk == .no
        let taken =
            isPlainTalk && parameter.takesAnyWords
            ? OfflineRequest.Taken()
            : request.take(said, asked: parameter, correcting: intent.isCorrection, self.language)
        if !taken.parameters.isEmpty, !isAside || self.isAll(said, in: taken) {
            request.said.append(said)
            request.prompt = nil
            return self.replace(with: request)
        }
        if !isAside, !isPlainTalk, self.toolbox.router.tool(for: said.text, surely: true) == nil,
            request.takeSecondHalf(said, self.language)
        {
            return self.replace(with: request)
        }
        self.digress(said, intent)
    }

    mutating func hear(
        _ said: OfflineSaid,
        _ intent: OfflineIntent,
        choosing parameter: OfflineParameter,
        among options: [OfflineOption],
        from result: OfflineMemory.Result
    ) {
        guard var request = self.open.last else { return }
        let selection = OfflineSelection(options: options, language: self.language, commits: request.tool.isWrite)
        var finding = selection.find(in: said.text, today: said.today, wholly: intent.isQuestion)
        if finding == .none, options.count == 1, intent.isYes() { finding = .one(options[0]) }
        switch finding {
        case .one(let option):
            request.arguments[parameter.name] = .string(option.key)
            request.isChosen = true
            request.said.append(said)
            _ = request.take(said, self.language)
            return self.replace(with: request)
        case .several, .unfit, .none: break
        }
        let again = self.searchAgain(said, result, isQuestion: intent.isQuestion)
        // "Lunedì" is one of these; "a Rozzano" may be others too.
        if case .several(let left) = finding, again?.isNarrower != true {
            request.shortlist = left.map(\.key)
            self.remark = .severalFit
            return self.replace(with: request)
        }
        if let again { return self.replace(with: again.request) }
        if finding == .unfit, !intent.isQuestion { return self.remark = .noneFits }
        if intent.talk == .no {
            let hasAlternatives = self.toolbox[result.tool]?.parameters.contains { !$0.isRequired } ?? false
            if hasAlternatives, !intent.isThanking { return self.remark = .otherwise(tool: result.tool) }
            self.open.removeLast()
            return self.remark = .dropped
        }
        self.digress(said, intent)
    }

    /// The search that gave the options, with what the message changes: another place, another day.
    private func searchAgain(
        _ said: OfflineSaid,
        _ result: OfflineMemory.Result,
        isQuestion: Bool
    ) -> (request: OfflineRequest, isNarrower: Bool)? {
        guard let tool = self.toolbox[result.tool], !tool.isWrite else { return nil }
        var request = OfflineRequest(tool, said: [said])
        request.arguments = result.arguments.object ?? [:]
        let taken = request.take(said, correcting: true, self.language)
        let topic = OfflineRouter.topic(of: tool, self.language)
        let isAbout = !isQuestion || self.isAll(said, in: taken, or: topic)
        let isNarrower = taken.parameters.contains { name in
            if case .date? = tool[name]?.kind { false } else { true }
        }
        return taken.parameters.isEmpty || !isAbout ? nil : (request, isNarrower)
    }

    mutating func hearAgreement(_ said: OfflineSaid, _ intent: OfflineIntent) {
        guard var request = self.open.last else { return }
        // Nothing could be corrected about a call without arguments: the talk goes on where it was.
        if request.tool.parameters.isEmpty,
            said.text.words.first.map({ self.language.words.no.contains($0.folded) }) == true
        {
            self.open.removeLast()
            return self.remark = self.open.isEmpty ? .nothingOpen : nil
        }
        if intent.talk == .no { return self.remark = .whatToChange }
        if !intent.isQuestion, !request.take(said, correcting: true, self.language).parameters.isEmpty {
            return self.replace(with: request)
        }
        if intent.isCorrection, let again = self.followUp(said), again.tool.isWrite { return self.replace(with: again) }
        self.digress(said, intent)
    }

    /// Whether the message is about what was proposed.
    mutating func hearGoAhead(_ said: OfflineSaid, _ intent: OfflineIntent) -> Bool {
        guard var request = self.open.last else { return false }
        let taken = request.take(said, correcting: true, self.language)
        if intent.isYes() || !taken.parameters.isEmpty && self.isAll(said, in: taken) {
            request.isOffered = false
            self.replace(with: request)
            return true
        }
        guard intent.talk == .no else { return false }
        self.open.removeLast()
        self.remark = .nothingOpen
        return true
    }

    /// Whether the message goes on with what was not enough.
    mutating func hearMore(_ said: OfflineSaid, _ intent: OfflineIntent) -> Bool {
        guard var request = self.open.last, let name = request.tool.required.first?.name,
            !intent.isQuestion || said.text.words.count < 4
        else { return false }
        request.arguments[name] = .string("\(request.arguments[name]?.string ?? "") \(said.text.raw)")
        request.wantsMore = false
        request.prompt = nil
        self.replace(with: request)
        return true
    }

    /// Takes a message that is no answer for something else that is wanted, or says that it was not understood.
    private mutating func digress(_ said: OfflineSaid, _ intent: OfflineIntent) {
        if !self.interrupt(said, surely: !intent.isQuestion && !intent.isWish) { self.remark = .notUnderstood }
    }
}
