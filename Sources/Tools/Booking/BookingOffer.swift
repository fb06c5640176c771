import AgentRuntime

/// What a booking desk offers: the services of a region, where, and from when to when.
struct BookingOffer: Sendable {
    let region: Region
    let services: ServiceCatalogue
    /// The region's, in the order of the document.
    let centres: [Centre]
    let plan: AgendaPlan
    let calendar: LocalCalendar
    let hold: Duration
    let leadTime: Duration
    let horizon: Duration

    /// - Throws: ``BookingDataError``, and what reading the documents throws.
    init(_ settings: BookingSettings, in environment: ToolEnvironment) throws {
        let region = settings.region ?? environment.region.id
        let centres = try Self.centres(of: region, settings, environment)
        let categories = centres.reduce(into: Set<String>()) { $0.formUnion($1.categories) }
        let services = try Self.read([HealthService].self, settings.services, environment)
        guard let calendar = LocalCalendar(environment.region.timeZone) else {
            throw BookingDataError(
                file: settings.centres,
                reason:
                    "The time zone \(environment.region.timeZone) is not known here. Install tzdata or name another."
            )
        }
        let codes = Set(services.map(\.code))
        guard codes.count == services.count else {
            let code = Self.firstRepeated(services.map(\.code))
            throw BookingDataError(
                file: settings.services,
                reason: "Two services have the code \(code). Give each its own."
            )
        }
        let offered = services.filter { categories.contains($0.category) }
        guard !offered.isEmpty else {
            throw BookingDataError(
                file: settings.services,
                reason: "No centre of \(region) has the category of any service. Add categories to a centre."
            )
        }
        self.region = environment.region
        self.services = try ServiceCatalogue(offered)
        self.centres = centres
        self.plan = AgendaPlan(calendar: calendar, occupancy: settings.occupancy)
        self.calendar = calendar
        self.hold = settings.hold
        self.leadTime = settings.leadTime
        self.horizon = settings.horizon
    }

    private static func centres(
        of region: RegionID,
        _ settings: BookingSettings,
        _ environment: ToolEnvironment
    ) throws -> [Centre] {
        let all = try Self.read([Centre].self, settings.centres, environment)
        guard Set(all.map(\.id)).count == all.count else {
            let id = Self.firstRepeated(all.map(\.id))
            throw BookingDataError(file: settings.centres, reason: "Two centres have the id \(id). Give each its own.")
        }
        let centres = all.filter { $0.region == region }
        guard !centres.isEmpty else {
            let known = Set(all.map(\.region.rawValue)).sorted().joined(separator: ", ")
            throw BookingDataError(
                file: settings.centres,
                reason: "No centre is in the region \(region). There are centres in: \(known)."
            )
        }
        return centres
    }

    private static func read<Element: Decodable>(
        _ type: [Element].Type,
        _ path: String,
        _ environment: ToolEnvironment
    ) throws -> [Element] {
        Array(try environment.documents.read(type, at: environment.resolve(path)).joined())
    }

    private static func firstRepeated(_ values: [String]) -> String {
        var seen: Set<String> = []
        return values.first { !seen.insert($0).inserted } ?? ""
    }
}

extension BookingOffer {
    /// The centres that give `service`.
    func centres(for service: HealthService) -> [Centre] {
        self.centres.filter { $0.categories.contains(service.category) }
    }

    /// Where the centres are, each town once, in the order of the document.
    var cities: [String] {
        var seen: Set<String> = []
        return self.centres.map(\.city).filter { seen.insert($0).inserted }
    }

    /// The first instant that may be booked at `now`.
    func earliest(_ now: Timestamp) -> Timestamp { now + self.leadTime }

    /// The last day that may be booked at `now`.
    func lastDay(_ now: Timestamp) -> CalendarDate { self.calendar.local(now + self.horizon).date }
}
