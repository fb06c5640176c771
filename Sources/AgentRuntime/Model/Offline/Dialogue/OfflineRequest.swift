/// A message together with the day on which it was said.
struct OfflineSaid: Sendable {
    let text: OfflineText
    let today: CalendarDate
}

/// What a person wants of a tool, as far as it has become clear.
struct OfflineRequest: Sendable {
    /// What stands between a request and its call.
    enum Need {
        case parameter(OfflineParameter)
        /// One of these options, which that result gave.
        case choice(OfflineParameter, [OfflineOption], from: OfflineMemory.Result)
        /// A yes to going on at all.
        case goAhead
        /// A yes to what is about to be written.
        case agreement([String: JSONValue])
        /// More words, which the tool asked for.
        case more
        case nothing([String: JSONValue])
        /// What it takes is not to be had.
        case impossible
    }

    let tool: OfflineTool
    var arguments: [String: JSONValue] = [:]
    /// The messages it came from, oldest first.
    var said: [OfflineSaid]
    /// Whether we proposed it and no yes came yet.
    var isOffered = false
    /// Whether the person chose the option it is about.
    var isChosen = false
    /// Whether the person said yes to the summary.
    var isAgreed = false
    /// Whether the tool asked for more words.
    var wantsMore = false
    /// The keys that still fit.
    var shortlist: [String]?
    /// The two parameters that a single answer was shared out to.
    var halved: (first: String, second: String)?
    /// What the tool refused, not to be taken again from earlier results.
    var refused: Set<String> = []
    /// How the tool asks for what it misses.
    var prompt: String?

    init(_ tool: OfflineTool, said: [OfflineSaid]) {
        self.tool = tool
        self.said = said
    }

    func need(_ memory: OfflineMemory, _ language: OfflineLanguage) -> Need {
        if self.isOffered { return .goAhead }
        if self.wantsMore { return .more }
        var values = self.arguments
        for parameter in self.tool.required where values[parameter.name] == nil {
            if case .key(let letter) = parameter.kind {
                guard let (options, result) = memory.options(letter) else { return .impossible }
                let left = self.shortlist.map { keys in options.filter { keys.contains($0.key) } } ?? options
                guard let option = self.option(of: left, language) else {
                    return .choice(parameter, left.isEmpty ? options : left, from: result)
                }
                values[parameter.name] = .string(option.key)
            } else if let known = self.known(parameter, memory) {
                values[parameter.name] = known
            } else if case .unreadable = parameter.kind {
                return .impossible
            } else {
                return .parameter(parameter)
            }
        }
        if self.tool.isWrite, !self.tool.definition.needsApproval, !self.isAgreed,
            !self.isChosen || self.tool.required.count > 1
        {
            return .agreement(values)
        }
        return .nothing(values)
    }

    /// What is taken without a question: the only one there is, or for a read the one that was named.
    private func option(of options: [OfflineOption], _ language: OfflineLanguage) -> OfflineOption? {
        if options.count == 1, let only = options.first, !only.isListed || !self.tool.isWrite { return only }
        guard !self.tool.isWrite else { return nil }
        let selection = OfflineSelection(options: options, language: language)
        return self.said.reversed().lazy.compactMap { selection.best(in: $0.text) }.first
    }

    private func known(_ parameter: OfflineParameter, _ memory: OfflineMemory) -> JSONValue? {
        if self.refused.contains(parameter.name) { return nil }
        return memory.value(of: parameter, for: self.tool) ?? parameter.schema.json["default"]
    }
}
