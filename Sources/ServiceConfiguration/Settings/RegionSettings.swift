public import AgentRuntime
import Foundation

/// `regions/<id>.yaml`: one region's agent. The file's name is the region's id; case does not count. What is left out is
/// taken from `base.yaml`, if there is one: mappings are merged key by key, of anything else the region's value counts.
///
/// - `name` (text): the region as people write it.
/// - `agent` (text): what clients are told the agent is called.
/// - `assistant`, `brand` (texts): how the assistant speaks of itself and of the clinic.
/// - `language` (BCP 47 tag, default `it`): the language the agent speaks.
/// - `time_zone` (IANA name, default `Europe/Rome`): where it tells times and dates.
/// - `prompt` (path): the prompt, from the folder of prompts: `lombardia/system.md`.
/// - `model` (model, default `default`): one of `models.yaml`, or `auto`.
/// - `summary` (true or false, default false): whether turns that no longer fit the model's context are put in short by the
///   model, with the prompt `riassunto.md` beside the region's own or in `base`; else they are left out.
/// - `greets` (true or false, default false): whether a session's first client is sent `texts.greeting` before anybody asks.
/// - `tools` (list, default none): see ``ToolReference``.
/// - `hours` (mapping, default none): when people answer, see ``OperatorHours``.
/// - `closures` (list of dates such as `2026-12-25`, default none): days on which nobody answers, whatever `hours` say.
/// - `texts` (mapping of texts, default none): wordings that prompts quote as `{{texts.<name>}}`.
/// - `approval`: see ``ApprovalSettings``.
/// - `limits`: see ``Limits``.
public struct RegionSettings: Sendable, Decodable {
    public let name: String
    public let agent: String
    public let assistant: String
    public let brand: String
    public let language: String
    public let timeZone: String
    public let prompt: Located<String>
    public let model: Located<String>
    public let summary: Bool
    /// Whether the assistant says `texts.greeting` before anybody asks.
    public let greets: Bool
    /// As they are written, the disabled ones too.
    public let tools: [ToolReference]
    public let hours: OperatorHours
    public let closures: [CalendarDate]
    public let texts: [String: String]
    public let approval: ApprovalSettings
    public let limits: Limits

    /// `limits`: what wins over the service's for this region.
    ///
    /// - `steps` (int, 1-64): model requests per turn.
    /// - `turn` (duration, 1s-1h): how long a turn may take.
    /// - `invalid_calls`, `turn_tokens`, `turn_cost`, `session_tokens`, `session_cost`: see ``ServiceSettings/Limits``.
    public struct Limits: Hashable, Sendable, Decodable {
        public var steps: Int?
        public var turn: Duration?
        public var invalidCalls: Int?
        public var turnBudget = UsageBudget()
        public var sessionBudget = UsageBudget()

        private enum Key: String, CodingKey {
            case steps, turn
            case invalidCalls = "invalid_calls"
            case turnTokens = "turn_tokens"
            case turnCost = "turn_cost"
            case sessionTokens = "session_tokens"
            case sessionCost = "session_cost"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.steps = try container.integerIfPresent(.steps, in: ServiceSettings.Limits.stepRange)
            self.turn = try container.durationIfPresent(.turn, in: ServiceSettings.Limits.turnRange)
            self.invalidCalls = try container.integerIfPresent(
                .invalidCalls,
                in: ServiceSettings.Limits.invalidCallRange
            )
            self.turnBudget = try container.budget(.turnTokens, .turnCost, over: self.turnBudget)
            self.sessionBudget = try container.budget(.sessionTokens, .sessionCost, over: self.sessionBudget)
        }
    }

    private enum Key: String, CodingKey {
        case name, agent, assistant, brand, language, prompt, model, summary, greets, tools, hours, closures, texts,
            approval, limits
        case timeZone = "time_zone"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.name = try container.text(.name)
        self.agent = try container.text(.agent)
        self.assistant = try container.text(.assistant)
        self.brand = try container.text(.brand)
        self.language = try container.textIfPresent(.language) ?? "it"
        let language = self.language
        try container.check(
            Self.isLanguage(language),
            .language,
            "\"\(language)\" is not a language tag. Write one such as it or de-AT."
        )
        self.timeZone = try container.textIfPresent(.timeZone) ?? "Europe/Rome"
        if TimeZone(identifier: self.timeZone) == nil {
            let meant = didYouMean(self.timeZone, among: TimeZone.knownTimeZoneIdentifiers)
            let advice = meant.map { "Did you mean \"\($0)\"?" } ?? "Write an IANA name such as Europe/Rome."
            let name = self.timeZone
            try container.check(false, .timeZone, "\"\(name)\" is not a time zone. \(advice)")
        }
        self.prompt = try container.decode(Located<String>.self, forKey: .prompt)
        self.model =
            try container.decodeIfPresent(Located<String>.self, forKey: .model)
            ?? Located(ModelSettings.byDefault, at: decoder.location)
        self.summary = try container.value(.summary, default: false)
        self.tools = try container.value(.tools, default: [])
        self.hours = try container.value(.hours, default: OperatorHours())
        self.closures = try container.value(.closures, default: [ClosureDay]()).map(\.date)
        self.texts = try container.value(.texts, default: [:])
        self.approval = try container.value(.approval, default: ApprovalSettings())
        self.greets = try container.value(.greets, default: false)
        try container.check(
            !self.greets || self.texts["greeting"]?.isEmpty == false,
            .greets,
            "There is nothing to say. Write texts.greeting, or leave greets out."
        )
        self.limits = try container.value(.limits, default: Limits())
    }

    /// Whether `text` has the shape of a BCP 47 tag: a language and further parts, divided by hyphens.
    private static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return (2...8).contains(parts.first?.count ?? 0)
            && parts.allSatisfy { part in
                (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
    }
}

/// A date in a list of them.
private struct ClosureDay: Decodable {
    let date: CalendarDate

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CalendarDate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not a date that exists. Write it as 2026-12-25."
            )
        }
        self.date = date
    }
}
