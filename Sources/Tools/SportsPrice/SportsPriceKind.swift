public import AgentRuntime

/// Makes a tool that tells what a visit for sports costs: the value `sports_price` of `kind`.
public struct SportsPriceKind: ToolKind {
    public static let name = "sports_price"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// Which visit.
        enum Visit: String, Decodable {
            /// For competitions: by age, sport and region.
            case competitive
            /// For everybody else: with or without a stress test.
            case nonCompetitive = "non_competitive"
        }

        let visit: Visit
        /// The region whose prices count where the person names no other. Default the one the tools are made for.
        let region: String?
        /// The file of sports; for competitive visits.
        let sports: String?
        /// The file of prices.
        let prices: String
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = environment.resolve(settings.prices)
        guard let prices = try environment.documents.read(PriceTable.self, at: path).first else {
            throw ToolDataError(name, "there are no prices in \(path).")
        }
        let wanted = settings.region ?? environment.region.name
        guard let region = prices.region(of: wanted) else {
            let known = prices.regions.joined(separator: ", ")
            throw ToolDataError(name, "\(path) has no prices for the region \"\(wanted)\". There are: \(known).")
        }
        switch settings.visit {
        case .competitive:
            guard let sports = settings.sports else {
                throw ToolDataError(name, "a competitive visit needs `sports`, the file of sports.")
            }
            let file = environment.resolve(sports)
            let list = try environment.documents.read([Sport].self, at: file).flatMap { $0 }
            guard !list.isEmpty else { throw ToolDataError(name, "there are no sports in \(file).") }
            return SingleTool(
                CompetitivePriceTool(name: name, sports: SportsList(list), prices: prices, region: region)
            )
        case .nonCompetitive:
            let costs = Dictionary(
                prices.nonAgonistic.filter { $0.region == region }.map { ($0.ecgUnderStress, $0.priceCents) },
                uniquingKeysWith: { first, _ in first }
            )
            guard let plain = costs[false], let withECG = costs[true] else {
                throw ToolDataError(name, "\(path) needs a price with and one without stress test for \(region).")
            }
            return SingleTool(NonCompetitivePriceTool(name: name, plain: plain, withECG: withECG, region: region))
        }
    }
}
