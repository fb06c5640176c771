/// Words by what they do in a sentence, without case and accents.
struct OfflineWords: Sendable {
    /// Words that mean little by themselves.
    let fillers: Set<String>
    let greetings: Set<String>
    let thanks: Set<String>
    let farewells: Set<String>
    /// What may stand beside greetings and thanks.
    let courtesy: Set<String>
    let yes: Set<String>
    /// A yes of several words.
    let consents: [[String]]
    let no: Set<String>
    /// What a yes is taken back with.
    let reservations: Set<String>
    /// What begins a correction.
    let corrections: Set<String>
    /// What ends a request without an answer.
    let drops: [[String]]
    /// What leaves it to us.
    let anything: Set<String>
    let dontKnow: [[String]]
    /// Words that ask: `come`, `quanto`.
    let interrogatives: Set<String>
    /// Verbs that begin a question.
    let asking: Set<String>
    /// What begins a wish.
    let wishes: [[String]]
    /// What begins a wish unless there is a question mark.
    let needs: [[String]]
    /// Verbs that turn a wish into a question: `vorrei sapere`.
    let informing: Set<String>
    /// Words that turn the next one into its opposite, as a name: `non agonistica`.
    let negations: Set<String>
    let with: Set<String>
    let without: Set<String>
    /// In an answer to yes or no, these say no: `solo quello normale`.
    let restrictions: Set<String>
    /// What leads to an answer: `mi chiamo`.
    let leads: Set<String>
    /// What introduces a thing: `per il`, `di`.
    let introductions: Set<String>
    let placePrepositions: Set<String>
    /// Names of a parameter, or words of its description, that ask for a person's question as it is.
    let questionWords: Set<String>
    /// How sentences begin that tell a model what to do.
    let orders: Set<String>
    /// How sentences begin that tell a model to ask.
    let ordersToAsk: Set<String>
    /// What precedes an infinitive.
    let infinitiveMarks: Set<String>
    /// Whether a word is an infinitive, by its ending.
    let isInfinitive: @Sendable (String) -> Bool
}

extension Set<String> {
    /// The words of a text.
    static func words(of text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}

extension [[String]] {
    /// The phrases of a text, one a line.
    static func phrases(of text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
}
