import Foundation

/// Picks the tool whose words a message has most of; what few tools speak of counts more.
struct OfflineRouter: Sendable {
    private struct Entry: Sendable {
        let tool: OfflineTool
        /// How much each feature counts for it, 0...1.
        let features: [String: Double]
        /// What its description and those of the tools that follow it speak of.
        let topic: Set<String>
    }

    private let entries: [Entry]
    private let language: OfflineLanguage

    /// What a score must reach for a tool to count as meant.
    private static let threshold = 1.0
    /// How much a question speaks for a tool that answers questions, and a wish against it.
    private static let leaning = 0.6
    /// How much the features of tools that follow count for the one they follow.
    private static let inherited = 0.7

    init(_ tools: [OfflineTool], _ language: OfflineLanguage) {
        self.language = language
        self.entries = tools.filter(\.isEntry).map { tool in
            var topic = Self.topic(of: tool, language)
            var features = [String: Double](minimumCapacity: 128)
            for feature in topic.union(Self.details(of: tool, language)) { features[feature] = 1 }
            for follower in tool.followers(among: tools) {
                let others = Self.topic(of: follower, language)
                topic.formUnion(others)
                for feature in others.union(Self.details(of: follower, language)) where features[feature] == nil {
                    features[feature] = Self.inherited
                }
            }
            return Entry(tool: tool, features: features, topic: topic)
        }
    }

    /// The tool that a message asks for.
    /// - Parameter surely: only if a description speaks of it.
    func tool(for text: OfflineText, surely: Bool = false) -> OfflineTool? {
        let intent = OfflineIntent(text: text, language: self.language)
        var features = Self.features(of: text, self.language)
        // Several codes are a list to speak of, not a value to ask with.
        let codes = text.words.filter(\.isShortCode)
        if codes.count > 1 { features.subtract(codes.map(\.stem)) }
        let verb = intent.wishedVerb.map { text.words[$0].stem }
        let weights = features.map { feature in
            let count = self.entries.count { $0.features[feature] != nil }
            return (feature, count == 0 ? 0 : log(1 + Double(self.entries.count + 1) / Double(count)))
        }
        let unexplained = weights.count { $0.1 == 0 }
        let scored = self.entries.map { entry -> (tool: OfflineTool, score: Double, matched: Double) in
            let matched = weights.reduce(0.0) { sum, weight in
                sum + weight.1 * (entry.features[weight.0] ?? 0) * (weight.0 == verb ? 3 : 1)
            }
            var score = matched
            if entry.tool.takesQuestion {
                score += intent.isQuestion ? Self.leaning : intent.isWish ? -Self.leaning : 0
            }
            if entry.tool.searches {
                score += min(Double(unexplained), 2) * (intent.isWish ? 0.5 : 0.2)
                if !intent.isQuestion, !intent.isWish { score += Self.leaning }
            }
            return (entry.tool, score, matched)
        }
        let best = scored.max { $0.score == $1.score ? $0.tool.name > $1.tool.name : $0.score < $1.score }
        if let best, best.matched >= Self.threshold { return best.tool }
        return surely ? nil : self.fallback(text, intent, scored)
    }

    /// For what no description speaks of: a search for a wish, an answer for a question, if it is one in this language.
    private func fallback(
        _ text: OfflineText,
        _ intent: OfflineIntent,
        _ scored: [(tool: OfflineTool, score: Double, matched: Double)]
    ) -> OfflineTool? {
        let ranked = scored.sorted { $0.score == $1.score ? $0.tool.name < $1.tool.name : $0.score > $1.score }
        if intent.isWish {
            return ranked.first { $0.tool.searches }?.tool ?? ranked.first { $0.tool.answersQuestions }?.tool
        }
        guard intent.isQuestion && text.words.count > 1 || (ranked.first?.matched ?? 0) > 0 else { return nil }
        // Of those that answer questions, the one that speaks of most.
        let answering = ranked.filter { $0.tool.answersQuestions }
        return answering.max { self.topic(of: $0.tool).count < self.topic(of: $1.tool).count }?.tool
    }

    /// How much each word counts that the tool and those that follow it speak of, in descriptions, values and examples.
    func vocabulary(of tool: OfflineTool) -> [String: Double] {
        self.entries.first { $0.tool.name == tool.name }?.features ?? [:]
    }

    /// What the descriptions of the tool and those that follow it speak of.
    func topic(of tool: OfflineTool) -> Set<String> {
        self.entries.first { $0.tool.name == tool.name }?.topic ?? []
    }

    /// What the tool's own description speaks of.
    static func topic(of tool: OfflineTool, _ language: OfflineLanguage) -> Set<String> {
        self.features(of: OfflineText(tool.definition.description), language, isDescription: true)
    }

    /// What its name and its parameters speak of.
    private static func details(of tool: OfflineTool, _ language: OfflineLanguage) -> Set<String> {
        var features = self.features(of: OfflineText(tool.name), language)
        for parameter in tool.parameters {
            features.formUnion(self.features(of: OfflineText(parameter.description), language, isDescription: true))
            for value in parameter.schema.json["enum"]?.array?.compactMap(\.string) ?? [] {
                features.formUnion(self.features(of: OfflineText(value), language))
            }
            for example in parameter.examples where example.first?.isUppercase != true {
                features.formUnion(self.features(of: OfflineText(example), language))
            }
        }
        return features
    }

    /// The stems of the telling words. A word after `non` is another word; a word that asks makes one with its verb.
    /// - Parameter isDescription: whether it is a tool's. There proper names say nothing of what is wanted, and sentences
    ///   that give orders to a model do not count, but for the first.
    private static func features(
        of text: OfflineText,
        _ language: OfflineLanguage,
        isDescription: Bool = false
    ) -> Set<String> {
        var features: Set<String> = []
        var previous = ""
        var isOrder = false
        for (index, word) in text.words.enumerated() {
            if isDescription, index > 0, text.endsSentence(after: index - 1) {
                isOrder = language.isOrder(text, at: index)
            }
            if isOrder { continue }
            defer { previous = text.endsClause(after: index) ? "" : word.folded }
            guard word.folded.utf8.count > 2 || word.isShortCode, language.isTelling(word),
                !isDescription || !text.isProperName(index),
                word.digits == nil, !language.words.informing.contains(word.folded), !language.tellsWhen(word.folded),
                !language.words.asking.contains(word.folded) || language.words.interrogatives.contains(previous)
            else { continue }
            if language.words.negations.contains(previous) {
                features.insert("\(previous) \(word.stem)")
            } else {
                features.insert(word.stem)
                if language.words.interrogatives.contains(previous) { features.insert("\(previous) \(word.stem)") }
            }
        }
        return features
    }
}
