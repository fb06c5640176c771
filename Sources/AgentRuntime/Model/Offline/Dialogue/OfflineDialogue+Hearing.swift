extension OfflineDialogue {
    /// Takes in a message.
    mutating func hear(_ said: OfflineSaid) {
        self.said = said
        self.remark = nil
        self.calls = []
        let intent = OfflineIntent(text: said.text, language: self.language)
        if self.hearConsent(intent) { return }
        if let talk = intent.talk, self.smallTalk(talk) { return }
        while let request = self.open.last {
            switch request.need(self.memory, self.language) {
            case .parameter(let parameter): return self.hear(said, intent, askedFor: parameter)
            case .choice(let parameter, let options, let result):
                return self.hear(said, intent, choosing: parameter, among: options, from: result)
            case .agreement: return self.hearAgreement(said, intent)
            case .goAhead: if self.hearGoAhead(said, intent) { return }
            case .more: if self.hearMore(said, intent) { return }
            case .nothing, .impossible: break
            }
            self.open.removeLast()
        }
        self.begin(said)
    }

    /// Whether the message says yes to what is about to be written, perhaps by what the tool does: `sì, annulla`.
    private mutating func hearConsent(_ intent: OfflineIntent) -> Bool {
        guard let request = self.open.last, case .agreement = request.need(self.memory, self.language),
            intent.isYes(about: OfflineRouter.topic(of: request.tool, self.language))
        else { return false }
        self.open[self.open.count - 1].isAgreed = true
        return true
    }

    /// Whether the message was nothing but talk, and is dealt with.
    private mutating func smallTalk(_ talk: OfflineIntent.Talk) -> Bool {
        switch talk {
        case .drop:
            if self.dropByTool() { return true }
            self.remark = self.open.isEmpty ? .nothingOpen : .dropped
            _ = self.open.popLast()
        case .farewell:
            self.open.removeAll()
            self.remark = .farewell
        case .greeting: self.remark = .greeting
        case .thanks:
            if self.open.last?.isOffered == true { self.open.removeLast() }
            if self.open.isEmpty { self.remark = .thanks }
        case .yes, .no:
            guard self.open.isEmpty else { return false }
            self.remark = .nothingOpen
        }
        return true
    }

    /// Whether a tool is asked to drop what is under way, because something is held for it. Whoever says so need not say
    /// yes to it as well; the tool may still ask.
    private mutating func dropByTool() -> Bool {
        guard let said, self.open.contains(where: self.isHeld), let tool = self.toolbox.dropper else { return false }
        var request = OfflineRequest(tool, said: [said])
        request.isAgreed = true
        self.open.append(request)
        return true
    }

    /// Begins a request, or asks the last one again with what has changed.
    private mutating func begin(_ said: OfflineSaid) {
        if let again = self.followUp(said) { return self.open.append(again) }
        guard let tool = self.toolbox.router.tool(for: said.text) else { return self.remark = .help }
        self.open.append(OfflineOpening(said, self.toolbox).request(tool))
    }

    /// The last request with other values, where a message tells nothing else: `e per mio figlio di 15 anni?`
    func followUp(_ said: OfflineSaid) -> OfflineRequest? {
        guard var request = self.done, !request.tool.isWrite || request.isChosen else { return nil }
        if let (parameter, letter) = request.tool.offered, request.tool.isWrite,
            let (options, _) = self.memory.options(letter)
        {
            let left = request.shortlist.map { keys in options.filter { keys.contains($0.key) } } ?? options
            let selection = OfflineSelection(options: left, language: self.language)
            guard case .one(let option) = selection.find(in: said.text, today: said.today, wholly: true) else {
                return nil
            }
            request.arguments[parameter.name] = .string(option.key)
        } else {
            let taken = request.take(said, correcting: true, self.language)
            guard !taken.parameters.isEmpty, self.isAll(said, in: taken) else { return nil }
        }
        request.said = [said]
        request.isOffered = false
        return request
    }

    /// Answers something else first. What the message was expected to tell stays open.
    /// - Returns: whether there is a tool for it.
    mutating func interrupt(_ said: OfflineSaid, surely: Bool = false) -> Bool {
        if let again = self.followUp(said), !again.tool.isWrite {
            self.open.append(again)
        } else if let tool = self.toolbox.router.tool(for: said.text, surely: surely) {
            // Whoever asks for what is being done already is asked on.
            if tool.name == self.open.last?.tool.name { return true }
            self.open.append(OfflineOpening(said, self.toolbox).request(tool))
        } else {
            return false
        }
        if let request = self.open.last, !self.isDecided(request) { self.letGoOfOthers() }
        return true
    }
}
