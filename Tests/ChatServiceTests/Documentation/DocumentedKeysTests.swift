import AgentRuntime
import AgentTesting
import Foundation
import ServiceConfiguration
import Testing
import Tools

@testable import ChatService

/// The tables of keys name all keys and no other.
@Suite("The tables of keys")
struct DocumentedKeysTests {
    /// The keys that a type reads, as the strict decoder tells them about one that nobody reads.
    private static func keys<Value: Decodable>(_ type: Value.Type, in text: String) -> [String] {
        do {
            _ = try StrictYAMLDecoder().decode(type, from: text, file: "f.yaml")
            return []
        } catch {
            let list = error.reason.components(separatedBy: "There are: ").last ?? ""
            return list.dropLast().components(separatedBy: ", ").sorted()
        }
    }

    private static let region = "name: V\nagent: A\nassistant: M\nbrand: C\nprompt: v/system.md\n"
    private static let strangerWithin = "{strangest_of_all: 1}"

    @Test("of a region are complete")
    func region() throws {
        let page = try Document("docs/regions.md")
        let limits = Self.keys(RegionSettings.self, in: "\(Self.region)limits: \(Self.strangerWithin)")
        let keys = Self.keys(RegionSettings.self, in: "\(Self.region)strangest_of_all: 1")
        let expected = keys.filter { $0 != "limits" } + limits.map { "limits.\($0)" }
        #expect(page.names(under: "Every key").sorted() == expected.sorted())
        let days = Self.keys(RegionSettings.self, in: "\(Self.region)hours: \(Self.strangerWithin)")
        #expect(Set(days) == Set(Weekday.allCases.map(\.rawValue)))
    }

    @Test("of a region's tools are complete")
    func reference() throws {
        let keys = Self.keys(RegionSettings.self, in: "\(Self.region)tools: [{booking: \(Self.strangerWithin)}]")
        #expect(try Document("docs/regions.md").names(under: "Tools").sorted() == keys)
    }

    @Test("of an entry, and of each kind's settings, are complete")
    func entries() throws {
        let page = try Document("docs/adding-a-tool.md")
        let entry = Self.keys(ToolEntry.self, in: "kind: k\nstrangest_of_all: 1")
        #expect(page.names(under: "Every key of an entry").sorted() == entry)
        let base = Self.keys(KnowledgeBaseKind.Settings.self, in: "articles: a\nscopes: []\nstrangest_of_all: 1")
        #expect(page.names(under: "knowledge_base").sorted() == base)
        let price = Self.keys(SportsPriceKind.Settings.self, in: "visit: competitive\nprices: p\nstrangest_of_all: 1")
        #expect(page.names(under: "sports_price").sorted() == price)
        let booking = Self.keys(BookingSettings.self, in: "services: s\ncentres: c\nstrangest_of_all: 1")
        #expect(page.names(under: "booking").sorted() == booking)
        let exams = Self.keys(ExamsKind.Settings.self, in: "by: visit\nexams: e\nstrangest_of_all: 1")
        #expect(page.names(under: "exams").sorted() == exams)
        let info = Self.keys(ClinicInfoKind.Settings.self, in: "centres: c\nstrangest_of_all: 1")
        #expect(page.names(under: "clinic_info").sorted() == info)
        let transfer = Self.keys(TransferSettings.self, in: "strangest_of_all: 1")
        #expect(page.names(under: "transfer").sorted() == transfer)
        let remote = "url: https://a.example\nparameters: {type: object, properties: {}}\nstrangest_of_all: 1"
        #expect(page.names(under: "http").sorted() == Self.keys(HTTPToolSettings.self, in: remote))
        #expect(page.names(under: "vapi").sorted() == Self.keys(VAPIKind.Settings.self, in: remote))
    }

    @Test("of the service's limits are complete")
    func limits() throws {
        let page = try Document("docs/limits.md")
        let tables = [
            ("Rates", "rates"), ("Capacity", "capacity"), ("Slow clients", "timeouts"), ("Proxies", "proxies"),
            ("Stopping", "shutdown"),
        ]
        for (heading, key) in tables {
            let keys = Self.keys(ServiceSettings.self, in: "\(key): \(Self.strangerWithin)").map { "\(key).\($0)" }
            let names = page.names(under: heading).filter { $0.hasPrefix("\(key).") }
            #expect(names.sorted() == keys, "\(heading)")
        }
    }

    @Test("that wait for the next start are all told")
    func waiting() throws {
        let decoder = StrictYAMLDecoder(environment: [:])
        func settings(_ text: String) throws -> ServiceSettings {
            try decoder.decode(ServiceSettings.self, from: text, file: "f.yaml")
        }
        let changed = try settings(
            """
            host: 127.0.0.1
            port: 1
            service: a
            public_url: https://a.example
            data_dir: a
            auth: {subject_claim: a}
            cors: {allow_origins: []}
            store: {synchronous: full}
            limits: {message_characters: 1, body_bytes: 2KiB, header_bytes: 2KiB, frame_bytes: 2KiB,
              buffered_bytes: 64KiB, waiting_messages: 0}
            rates: {enabled: false}
            capacity: {turns: 1}
            timeouts: {head: 1s}
            proxies: {headers: forwarded}
            sessions: {retention: 1d}
            shutdown: {turns: 0s}
            logging: {format: json}
            mcp: {enabled: true}
            metrics: {port: 1}
            """
        )
        let keys = changed.changesThatWait(since: try settings("{}"))
        #expect(keys.count == 23)
        let told = try Document("docs/regions.md").code
        for key in keys { #expect(told.contains(key), "docs/regions.md does not tell that \(key) waits") }
    }

    @Test("of an MCP server are complete")
    func server() throws {
        let page = try Document("docs/mcp.md")
        let keys = Self.keys(MCPSettings.self, in: "url: https://a.example\nstrangest_of_all: 1")
        #expect(page.names(under: "The settings").sorted() == keys)
    }

    @Test("of who may use the service are complete")
    func access() throws {
        func keys(_ text: String, in section: String? = nil) -> [String] {
            Self.keys(ServiceSettings.self, in: "auth: \(text)").map { name in section.map { "\($0).\(name)" } ?? name }
        }
        let hash = "sha256:\(String(repeating: "0", count: 64))"
        let server = "url: https://a.example, client_id: c, client_secret: s"
        let sections = ["jwt", "introspection", "keys"]
        let expected =
            keys(Self.strangerWithin).filter { !sections.contains($0) }
            + keys("{jwt: \(Self.strangerWithin)}", in: "jwt")
            + keys("{introspection: {\(server), strangest_of_all: 1}}", in: "introspection")
            + keys("{keys: [{name: a, hash: \"\(hash)\", strangest_of_all: 1}]}", in: "keys")
        #expect(try Document("docs/security.md").names(under: "Every key of auth").sorted() == expected.sorted())
    }

    @Test("of who may use the service have examples that can be read")
    func accessExamples() throws {
        let decoder = StrictYAMLDecoder(environment: ["INTROSPECTION_SECRET": "invented"])
        let examples = try Document("docs/security.md").blocks.filter { $0.language == "yaml" }
        #expect(examples.count >= 3)
        for example in examples {
            let text = example.lines.joined(separator: "\n")
            #expect(try decoder.decode(ServiceSettings.self, from: text, file: "f.yaml").auth.mode != .open)
        }
    }

    @Test("of each kind that comes with the service are there")
    func kinds() throws {
        let known = try Document("docs/adding-a-tool.md").code
        for kind in ToolCatalogue.embedded.names {
            #expect(known.contains(kind), "docs/adding-a-tool.md says nothing of \(kind)")
        }
    }

    @Test("of what prompts can speak of are complete")
    func variables() async throws {
        let folder = try DocumentedFolder(for: Document("docs/regions.md")).folder
        try "{{strangest_of_all}}".write(
            toFile: "\(folder.path)/Prompts/lombardia/system.md",
            atomically: true,
            encoding: .utf8
        )
        let configuration = try LoadedConfiguration.load(
            directory: "\(folder.path)/config",
            environment: ["CHAT_SERVICE_DATA_DIR": "\(folder.path)/var"]
        )
        let error = await #expect(throws: PromptError.self) {
            _ = try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
        }
        let list = error?.reason.components(separatedBy: "There are: ").last?.dropLast() ?? ""
        let known = Set(
            list.components(separatedBy: ", ").map { $0.split(separator: ".").first.map(String.init) ?? "" }
        )
        let names = try Document("docs/regions.md").names(under: "What a prompt can say")
        #expect(Set(names.map { $0.split(separator: ".").first.map(String.init) ?? "" }) == known)
    }
}
