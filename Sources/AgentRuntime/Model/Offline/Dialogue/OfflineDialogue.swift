/// Where a conversation stands: a fold of its transcript, message by message and call by call.
struct OfflineDialogue {
    /// What is said besides results and questions.
    enum Remark: Equatable {
        case greeting, thanks, farewell, dropped, nothingOpen, notUnderstood, needed, help, whatToChange, severalFit,
            noneFits
        case otherwise(tool: String)
    }

    let toolbox: OfflineToolbox
    let calendar: OfflineCalendar
    /// What is wanted and not done yet; the last is what is talked about, the others wait for it.
    var open: [OfflineRequest] = []
    /// What was done last.
    var done: OfflineRequest?
    var memory = OfflineMemory()
    /// The message that is to be answered.
    var said: OfflineSaid?
    var remark: Remark?
    /// The calls made for that message.
    var calls: [Transcript.AnsweredCall] = []

    var language: OfflineLanguage { self.toolbox.language }

    init(_ transcript: Transcript, toolbox: OfflineToolbox, calendar: OfflineCalendar) {
        self.toolbox = toolbox
        self.calendar = calendar
        for turn in transcript.turns.suffix(Self.memoryInTurns) {
            self.hear(OfflineSaid(text: OfflineText(turn.message), today: calendar.day(of: turn.at)))
            if turn.refusedTool != nil, self.remark == .nothingOpen { self.remark = .dropped }
            for step in turn.steps {
                for answered in step.calls { self.note(answered) }
            }
        }
    }

    /// How far back it looks: more than any request takes.
    private static let memoryInTurns = 60

    /// What is to be done next.
    enum Step: Equatable {
        case call(ToolCall)
        case say(String)
    }

    mutating func step() -> Step {
        while let request = self.open.last {
            switch request.need(self.memory, self.language) {
            case .nothing(let arguments):
                let call = ToolCall(name: request.tool.name, arguments: .object(arguments))
                // The same call again would give the same again.
                guard !self.calls.contains(where: { $0.call.name == call.name && $0.call.arguments == call.arguments })
                else {
                    self.open.removeLast()
                    continue
                }
                return .call(call)
            case .impossible:
                self.open.removeLast()
            default:
                return .say(self.words)
            }
        }
        return .say(self.words)
    }
}

// MARK: Calls

extension OfflineDialogue {
    /// Takes in a call and its result.
    mutating func note(_ answered: Transcript.AnsweredCall) {
        self.calls.append(answered)
        // Whoever called it had understood.
        self.remark = nil
        guard let tool = self.toolbox[answered.call.name] else { return }
        let arguments = (try? JSONValue(parsing: answered.call.arguments)) ?? .object([:])
        var request = OfflineRequest(tool, said: self.said.map { [$0] } ?? [])
        if self.open.last?.tool.name == tool.name { request = self.open.removeLast() }
        request.arguments = arguments.object ?? [:]
        switch answered.outcome {
        case .succeeded:
            let content = answered.result.content
            self.memory.note(.init(tool: tool.name, arguments: arguments, content: content, isWrite: tool.isWrite))
            if self.askAgain(request, content) || self.askToConfirm(request, content) { return }
            if request.tool.name == self.toolbox.dropper?.name { self.open.removeAll() }
            self.done = request
            self.goOn(from: request, content)
        case .failed, .invalidArguments:
            self.mend(request, answered.result.text)
        default:
            self.done = nil
        }
    }

    /// Whether a result says that something is missing, which is then asked for.
    private mutating func askAgain(_ request: OfflineRequest, _ content: JSONValue) -> Bool {
        guard content["success"] == false, let missing = content["missing_params"]?.array?.compactMap(\.string) else {
            return false
        }
        var request = request
        let known = missing.filter { request.tool[$0] != nil }
        for name in known { request.arguments[name] = nil }
        request.refused.formUnion(known)
        if known.isEmpty {
            guard request.tool.answersQuestions else { return false }
            request.wantsMore = true
        }
        request.prompt = content["message"]?.string
        self.open.append(request)
        return true
    }

    /// Whether a result says that the person must confirm what was called, which is then called again.
    private mutating func askToConfirm(_ request: OfflineRequest, _ content: JSONValue) -> Bool {
        guard content["confirmation_needed"] == true, let message = content["message"]?.string else { return false }
        var request = request
        request.isAgreed = false
        request.prompt = message
        self.open.append(request)
        return true
    }

    /// Proposes the tool that takes what the result offers.
    private mutating func goOn(from request: OfflineRequest, _ content: JSONValue) {
        let letters = OfflineOption.letters(in: content).sorted()
        guard let tool = letters.compactMap({ self.toolbox.consumer(of: $0) }).first, tool.name != request.tool.name
        else { return }
        var next = OfflineRequest(tool, said: request.said)
        for said in request.said { _ = next.take(said, self.language) }
        // Whoever only asked is asked back.
        if !tool.isWrite, let said = request.said.last, request.said.count == 1,
            OfflineIntent(text: said.text, language: self.language).isQuestion
        {
            next.isOffered = self.isDecided(next)
        }
        self.open.append(next)
        self.letGoOfOthers()
    }

    /// Drops what waited for the request that is talked about, now that there is more to say about that; not what the
    /// person holds already.
    mutating func letGoOfOthers() {
        guard let last = self.open.popLast() else { return }
        self.open = self.open.filter(self.isHeld) + [last]
    }

    /// Whether a request is about what is held for the person already, and not about one of several options.
    func isHeld(_ request: OfflineRequest) -> Bool {
        guard request.tool.isWrite, let letter = request.tool.offered?.letter,
            let option = self.memory.options(letter)?.options.first
        else { return false }
        return !option.isListed
    }

    func isDecided(_ request: OfflineRequest) -> Bool {
        if case .nothing = request.need(self.memory, self.language) { true } else { false }
    }

    /// Asks again for what a failure says is wrong, or looks again where it says so.
    private mutating func mend(_ request: OfflineRequest, _ text: String) {
        var request = request
        let failure = OfflineFailure(text, toolbox: self.toolbox)
        let wrong = failure.wrongParameters(of: request)
        if !wrong.isEmpty {
            for name in wrong { request.arguments[name] = nil }
            request.refused.formUnion(wrong)
            request.isAgreed = false
            return self.open.append(request)
        }
        self.done = request
        for tool in self.toolbox.named(in: text) where !tool.isWrite && tool.name != request.tool.name {
            guard let last = self.memory.last(of: tool), let arguments = last.arguments.object else { continue }
            var again = OfflineRequest(tool, said: request.said)
            again.arguments = arguments
            return self.open.append(again)
        }
    }
}
