/// Reads the message a request begins with.
struct OfflineOpening {
    let said: OfflineSaid
    let toolbox: OfflineToolbox
    private let intent: OfflineIntent

    private var text: OfflineText { self.said.text }
    private var language: OfflineLanguage { self.toolbox.language }

    init(_ said: OfflineSaid, _ toolbox: OfflineToolbox) {
        self.said = said
        self.toolbox = toolbox
        self.intent = OfflineIntent(text: said.text, language: toolbox.language)
    }

    /// A request of `tool`, with all that the message tells.
    func request(_ tool: OfflineTool) -> OfflineRequest {
        var request = OfflineRequest(tool, said: [self.said])
        let taken = request.take(self.said, self.language)
        var open: [OfflineParameter] = []
        for parameter in tool.required where request.arguments[parameter.name] == nil {
            switch parameter.kind {
            case .question: request.arguments[parameter.name] = .string(self.text.raw)
            case .search:
                let phrase = self.phrase(of: tool, besides: self.wordsForFollowers(of: tool))
                request.arguments[parameter.name] = phrase.map { .string($0) }
            case .phrase, .text: open.append(parameter)
            default: break
            }
        }
        // Where a tool takes the question whole, what it does not explain is the question, and no value.
        if let parameter = open.first, open.count == 1, !tool.isWrite, !tool.takesQuestion {
            request.arguments[parameter.name] = self.unknown(parameter, of: tool, besides: taken.words).map {
                .string($0)
            }
        }
        return request
    }

    /// The words that tell something to the tools that will follow, such as a place or a day.
    private func wordsForFollowers(of tool: OfflineTool) -> Set<Int> {
        tool.followers(among: self.toolbox.tools).reduce(into: []) { words, follower in
            var request = OfflineRequest(follower, said: [])
            words.formUnion(request.take(self.said, self.language).words)
        }
    }

    /// What is looked for: the longest run of words that says more than the tool's description does.
    private func phrase(of tool: OfflineTool, besides words: Set<Int>) -> String? {
        let topic = self.toolbox.router.topic(of: tool)
        let runs = self.runs { index in !words.contains(index) && !self.isGrammar(index) }
        let telling = runs.filter { run in
            run.contains { self.language.isTelling(self.text.words[$0]) && !topic.contains(self.text.words[$0].stem) }
        }
        return telling.max { $0.count < $1.count }.map { self.text.excerpt($0) }
    }

    /// The only run of words that nothing else explains, if it is introduced as a thing is: `per il rugby`.
    private func unknown(_ parameter: OfflineParameter, of tool: OfflineTool, besides words: Set<Int>) -> String? {
        let examples = Set(parameter.examples.compactMap { OfflineText($0).words.first?.stem })
        let known = self.toolbox.router.vocabulary(of: tool)
        let runs = self.runs { index in
            !words.contains(index) && !self.isGrammar(index)
                && (known[self.text.words[index].stem] == nil || examples.contains(self.text.words[index].stem))
                && self.text.words[index].digits == nil
        }
        guard let run = runs.first, runs.count == 1, run.lowerBound > 0,
            self.language.words.introductions.contains(self.text.words[run.lowerBound - 1].folded)
        else { return nil }
        // Its adjectives belong to it, though the tool knows them: `danza sportiva`.
        var end = run.upperBound
        while end < self.text.words.count, !self.text.endsClause(after: end - 1), !words.contains(end),
            self.language.isTelling(self.text.words[end]), !self.isGrammar(end)
        {
            end += 1
        }
        return self.text.excerpt(run.lowerBound..<end)
    }

    /// The stretches of telling words that pass, with the fillers between them.
    private func runs(where passes: (Int) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var current: Range<Int>?
        for (index, word) in self.text.words.enumerated() {
            let isFiller = !self.language.isTelling(word) || word.folded.count == 1 && word.digits == nil
            if !isFiller, passes(index) {
                current = (current?.lowerBound ?? index)..<index + 1
            } else if !isFiller, let run = current {
                runs.append(run)
                current = nil
            }
            if self.text.endsClause(after: index), let run = current {
                runs.append(run)
                current = nil
            }
        }
        return runs
    }

    /// Whether a word belongs to how something is asked, and not to what.
    private func isGrammar(_ index: Int) -> Bool {
        let word = self.text.words[index].folded
        return self.intent.wish?.contains(index) == true || self.intent.wishedVerb == index
            || self.language.words.asking.contains(word) || self.language.words.informing.contains(word)
            || index > 0 && self.language.words.interrogatives.contains(self.text.words[index - 1].folded)
            || index == self.intent.begins && self.language.words.isInfinitive(word)
    }
}
