/// What distinguishes one region's agent from another's, apart from its prompt, model and tools.
public struct Region: Hashable, Sendable {
    public let id: RegionID
    /// As people write it: `Lombardia`.
    public let name: String
    /// BCP 47 tag of the language the agent speaks: `it`.
    public let language: String
    /// IANA name of the time zone in which the agent tells times and dates: `Europe/Rome`.
    public let timeZone: String
    /// When people answer.
    public let hours: OpeningHours

    public init(
        id: RegionID,
        name: String,
        language: String = "it",
        timeZone: String = "Europe/Rome",
        hours: OpeningHours = .never
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.hours = hours
    }
}
