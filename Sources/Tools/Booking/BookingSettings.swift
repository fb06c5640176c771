import AgentRuntime

/// What an entry of kind `booking` says in its `settings`:
///
/// - `services` (path): the bookable services.
/// - `centres` (path): the centres of all regions, with their opening hours.
/// - `region` (id, default the region the tools are made for): whose centres are offered.
/// - `hold` (duration, default 15m, 1m to 24h): how long a reserved slot waits for its confirmation.
/// - `lead_time` (duration, default 0h, below `horizon`): how far away a slot must at least be.
/// - `horizon` (duration, default 28d, 1d to 365d): how far ahead can be booked.
/// - `occupancy` (percent, default 65, 0 to 100): the share of the generated agenda that counts as already taken.
public struct BookingSettings: Decodable, Sendable {
    var services: String
    var centres: String
    var region: RegionID?
    var hold: Duration
    var leadTime: Duration
    var horizon: Duration
    var occupancy: Int

    private enum Key: String, CodingKey {
        case services, centres, region, hold, horizon, occupancy
        case leadTime = "lead_time"
    }

    /// - Throws: `DecodingError` that names the range where a value is outside it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func duration(_ key: Key, default standard: Duration) throws -> Duration {
            try container.decodeIfPresent(ConfigurationDuration.self, forKey: key)?.duration ?? standard
        }
        func check(_ isAllowed: Bool, _ key: Key, _ reason: String) throws {
            if isAllowed { return }
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
        }
        self.services = try container.decode(String.self, forKey: .services)
        self.centres = try container.decode(String.self, forKey: .centres)
        self.region = try container.decodeIfPresent(String.self, forKey: .region).map(RegionID.init(rawValue:))
        self.hold = try duration(.hold, default: .seconds(15 * 60))
        self.leadTime = try duration(.leadTime, default: .zero)
        self.horizon = try duration(.horizon, default: .seconds(28 * 86_400))
        self.occupancy = try container.decodeIfPresent(Int.self, forKey: .occupancy) ?? 65
        try check((60...86_400).contains(self.hold.components.seconds), .hold, "Write between 1m and 24h.")
        let day = Int64(86_400)
        try check((day...365 * day).contains(self.horizon.components.seconds), .horizon, "Write between 1d and 365d.")
        try check(self.leadTime < self.horizon, .leadTime, "Write less than horizon, or nothing can be booked.")
        try check((0...100).contains(self.occupancy), .occupancy, "Write a percentage from 0 to 100.")
    }
}
