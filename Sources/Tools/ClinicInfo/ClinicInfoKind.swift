public import AgentRuntime

/// Makes a tool that answers questions about the region's centres: the value `clinic_info` of `kind`.
public struct ClinicInfoKind: ToolKind {
    public static let name = "clinic_info"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// The file of centres of all regions.
        let centres: String
        /// The file of services, to tell whether a centre offers one; without it that is not answered.
        let services: String?
        /// Whose centres count. Default the region the tool is made for.
        let region: String?
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = environment.resolve(settings.centres)
        let region = settings.region.map(RegionID.init(rawValue:)) ?? environment.region.id
        let all = try environment.documents.read([Centre].self, at: path).flatMap { $0 }
        let centres = all.filter { $0.region == region }
        guard !centres.isEmpty else {
            let known = Set(all.map(\.region.rawValue)).sorted().joined(separator: ", ")
            throw ToolDataError(name, "\(path) has no centre in the region \"\(region)\". There are: \(known).")
        }
        guard let calendar = LocalCalendar(environment.region.timeZone) else {
            throw ToolDataError(name, "the system knows no time zone \"\(environment.region.timeZone)\".")
        }
        let services = try settings.services.map { file in
            try ServiceCatalogue(
                try environment.documents.read([HealthService].self, at: environment.resolve(file)).flatMap { $0 }
            )
        }
        return SingleTool(ClinicInfoTool(name: name, centres: centres, services: services, calendar: calendar))
    }
}
