import AgentRuntime
import Foundation
import ServiceConfiguration
import Testing

/// The configuration that comes with the service: what others rely on, whatever regions and tools are added to it.
@Suite struct ShippedConfigurationTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path()

    private func load(_ environment: [String: String] = [:]) throws -> LoadedConfiguration {
        try LoadedConfiguration.load(directory: "\(Self.root)config", environment: environment)
    }

    private func region(_ id: String) throws -> RegionConfiguration {
        try #require(try self.load().region(RegionID(rawValue: id)))
    }

    @Test func itIsSoundAndOfflineWithoutAnyVariable() throws {
        let configuration = try self.load()
        #expect(Set(configuration.regions.map(\.id.rawValue)).isSuperset(of: ["lombardia", "piemonte"]))
        #expect(configuration.regions.allSatisfy { $0.model == .offline })
        #expect(configuration.service.defaultRegion.rawValue == "lombardia")
    }

    @Test func itsServiceSettingsAreTheDefaults() throws {
        let shipped = try self.load().service
        let defaults = try decode(ServiceSettings.self, "{}\n")
        #expect(shipped.host == defaults.host && shipped.port == defaults.port)
        #expect(shipped.service == defaults.service && shipped.publicURL == defaults.publicURL)
        #expect(shipped.dataDirectory == defaults.dataDirectory && shipped.defaultRegion == defaults.defaultRegion)
        #expect(shipped.cors == defaults.cors && shipped.store == defaults.store)
        #expect(shipped.auth == defaults.auth)
        #expect(shipped.limits == defaults.limits)
        #expect(shipped.rates == defaults.rates)
        #expect(shipped.capacity == defaults.capacity)
        #expect(shipped.timeouts == defaults.timeouts)
        #expect(shipped.proxies == defaults.proxies)
        #expect(shipped.sessions == defaults.sessions && shipped.shutdown == defaults.shutdown)
        #expect(shipped.logging == defaults.logging)
        #expect(shipped.mcp == defaults.mcp)
        #expect(shipped.metrics == defaults.metrics)
    }

    @Test func theDashboardFindsTheToolsUnderTheNamesItKnows() throws {
        #expect(
            Set(try self.region("lombardia").tools.map(\.name)).isSuperset(of: [
                "knowledge_base_lombardia", "get_competitive_pricing", "get_price_non_agonistic_visit_lombardia",
                "get_exam_by_visit", "get_exam_by_sport", "call_graph_lombardia", "booking",
            ])
        )
        let piemonte = try self.region("Piemonte").tools
        #expect(
            Set(piemonte.map(\.name)).isSuperset(of: [
                "knowledge_base_new", "get_competitive_pricing", "get_price_non_agonistic_visit",
                "get_exam_by_visit", "get_exam_by_sport", "call_graph", "booking",
            ])
        )
        #expect(piemonte.first { $0.name == "knowledge_base_new" }?.displayName == "RAG")
    }

    @Test func regionsLayTheirSettingsOverTheEntries() throws {
        struct Booking: Decodable {
            var services: String
            var centres: String
            var hold: ConfigurationDuration
            var lead_time: ConfigurationDuration
            var region: String
        }
        let leads = try ["lombardia", "piemonte"].map { id in
            let tool = try #require(try self.region(id).tools.first { $0.entry == "booking" })
            let settings = try tool.settings.settings(as: Booking.self)
            #expect(settings.region == id)
            #expect(settings.services == "data/services.yaml")
            return settings.lead_time.duration
        }
        #expect(leads == [.zero, .seconds(86_400)])
    }

    @Test func everyPathInTheSettingsExists() throws {
        for tool in try self.load().tools.values {
            struct Paths: Decodable {
                let paths: [String]
                init(from decoder: any Decoder) throws {
                    struct AnyKey: CodingKey {
                        let stringValue: String
                        var intValue: Int? { nil }
                        init?(stringValue: String) { self.stringValue = stringValue }
                        init?(intValue: Int) { nil }
                    }
                    let container = try decoder.container(keyedBy: AnyKey.self)
                    self.paths = container.allKeys.compactMap { try? container.decode(String.self, forKey: $0) }
                        .filter { $0.hasPrefix("data/") }
                }
            }
            for path in try tool.settings.settings(as: Paths.self).paths {
                #expect(FileManager.default.fileExists(atPath: "\(Self.root)config/\(path)"))
            }
        }
    }

    @Test(arguments: ["lombardia", "piemonte"])
    func everyWordingThatPromptsQuoteIsThere(_ id: String) throws {
        let quoted = ["booking_disabled", "closed", "greeting", "not_found"]
        #expect(Set(try self.region(id).settings.texts.keys).isSuperset(of: quoted))
    }
}
