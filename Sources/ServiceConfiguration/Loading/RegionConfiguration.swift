public import AgentRuntime

/// A region with all it refers to.
public struct RegionConfiguration: Sendable {
    public let id: RegionID
    public let settings: RegionSettings
    /// The model the region names, and those that take its place.
    public let models: ModelChain
    /// The tools that are switched on, in the order the region names them.
    public let tools: [RegionTool]
    /// The region's file.
    public let location: ConfigurationLocation
    /// Where its values come from.
    let layers: RegionLayers

    /// The model the region names.
    public var model: ModelChoice { self.models.first.choice }

    /// The region as agents and tools know it.
    public var region: Region {
        Region(
            id: self.id,
            name: self.settings.name,
            language: self.settings.language,
            timeZone: self.settings.timeZone,
            hours: OpeningHours(
                week: self.settings.hours.week,
                closures: Set(self.settings.closures),
                timeZone: self.settings.timeZone
            )
        )
    }
}

/// A tool as a region has it: the entry, and over it what the region says.
public struct RegionTool: Sendable {
    /// What the model calls the tool, and what a kind that makes one tool is to name it.
    public let name: String
    /// The entry's name.
    public let entry: String
    /// The kind's name and where the entry names it.
    public let kind: Located<String>
    /// The capability that prompts ask after.
    public let provides: String
    /// What the model is told, instead of the kind's own words.
    public let description: String?
    /// What clients are shown instead of the name.
    public let displayName: String?
    /// How long one call may take, if configuration says so.
    public let timeout: Duration?
    /// How many bytes of a result the model is given, if configuration says so.
    public let resultLimit: Int?
    /// Which of the entry's tools wait for the user's yes.
    public let confirm: ToolConfirmation
    /// What the user is asked, if configuration says so.
    public let question: ApprovalQuestion?
    /// What is done when the tool fails, or has too much to do.
    public let policies: ToolPolicies
    public let settings: YAMLSettings
    /// Where the region names the tool.
    public let location: ConfigurationLocation
    /// The entry as it is written, and what the region says over it.
    let layers: (region: YAMLNode?, entry: YAMLNode)

    init(_ reference: ToolReference, over entry: ToolEntry) {
        self.name = reference.name?.value ?? reference.entry.value
        self.entry = reference.entry.value
        self.kind = entry.kind
        self.provides = entry.provides
        self.description = reference.description ?? entry.description
        self.displayName = reference.displayName ?? entry.displayName
        self.timeout = reference.timeout ?? entry.timeout
        self.resultLimit = entry.resultLimit
        self.confirm = reference.confirm ?? entry.confirm
        self.question = reference.question ?? entry.question
        self.policies = entry.policies
        self.settings = reference.settings?.merged(over: entry.settings) ?? entry.settings
        self.location = reference.entry.location
        self.layers = (reference.node, entry.node)
    }
}
