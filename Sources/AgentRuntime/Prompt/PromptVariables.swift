/// What a prompt may speak of. Every name here can stand in a template, and no other.
///
/// | name | is |
/// | --- | --- |
/// | `assistant`, `brand`, `agent`, `region`, `language` | texts |
/// | `greeted` | whether the assistant has greeted before the first message |
/// | `texts.<name>` | the region's own wordings |
/// | `tools` | a list of `name` and `description`, from the registry |
/// | `hours` | a list of `days` and `times` at which people answer |
/// | `closures` | a list of each `date` on which nobody does |
/// | `can.<capability>` | whether the region has a tool for it, such as `can.booking`: a kind, or what an entry `provides` |
public struct PromptVariables: Sendable {
    /// Days that share opening times.
    public struct Hours: Hashable, Sendable {
        /// As people say it: `lunedì-venerdì`.
        public var days: String
        /// As people say it: `08:00-20:00`.
        public var times: String

        public init(days: String, times: String) {
            self.days = days
            self.times = times
        }
    }

    let values: JSONValue

    /// - Parameters:
    ///   - closures: as people say them: `martedì 8 dicembre 2026`.
    ///   - kinds: all the kinds of tools that exist, so that a prompt can ask after one that the region does not have.
    public init(
        assistant: String,
        brand: String,
        agent: String,
        region: Region,
        texts: [String: String],
        hours: [Hours],
        closures: [String] = [],
        greeted: Bool = false,
        tools: ToolRegistry,
        kinds: [String]
    ) {
        let present = Set(tools.all.map(\.capability))
        self.values = [
            "assistant": .string(assistant),
            "brand": .string(brand),
            "agent": .string(agent),
            "region": .string(region.name),
            "language": .string(region.language),
            "greeted": .bool(greeted),
            "texts": .object(texts.mapValues { .string($0) }),
            "hours": .array(hours.map { ["days": .string($0.days), "times": .string($0.times)] }),
            "closures": .array(closures.map { ["date": .string($0)] }),
            "tools": .array(
                tools.definitions.map { ["name": .string($0.name), "description": .string($0.description)] }
            ),
            "can": .object(
                Dictionary(
                    Set(kinds).union(present).map { ($0, .bool(present.contains($0))) },
                    uniquingKeysWith: { first, _ in first }
                )
            ),
        ]
    }

    /// What the elements of a list are called, whether or not there are any.
    static let elements: [String: JSONValue] = [
        "hours": ["days": "", "times": ""],
        "closures": ["date": ""],
        "tools": ["name": "", "description": ""],
    ]
}

extension JSONValue {
    /// The value as a template engine takes it.
    var foundation: Any {
        switch self {
        case .null: String()
        case .bool(let value): value
        case .integer(let value): value
        case .number(let value): value
        case .string(let text): text
        case .array(let elements): elements.map(\.foundation)
        case .object(let members): members.mapValues(\.foundation)
        }
    }
}
