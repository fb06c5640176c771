import AgentRuntime
import Foundation
import HTTPTransport
import Logging
import Testing
import Yams

@testable import Tools

/// A folder that is gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("booking-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }
}

/// Documents written in the test, by path.
struct InventedDocuments: DocumentReader {
    var texts: [String: String]

    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
        let text = try #require(self.texts[path.split(separator: "/").last.map(String.init) ?? path])
        return [try YAMLDecoder().decode(type, from: text)]
    }
}

/// The documents the repository ships.
struct ShippedDocuments: DocumentReader {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config").path

    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
        [try YAMLDecoder().decode(type, from: String(contentsOfFile: path, encoding: .utf8))]
    }
}

/// A booking desk in a folder of its own.
struct BookingFixture: Sendable {
    /// Monday 23 November 2026, 10:00 in Rome.
    static let monday = Timestamp("2026-11-23T09:00:00.000Z") ?? .now

    static let lombardia = Region(id: RegionID(rawValue: "lombardia"), name: "Lombardia")
    static let piemonte = Region(id: RegionID(rawValue: "piemonte"), name: "Piemonte")

    let folder: TemporaryFolder
    let toolset: any Toolset
    let region: Region
    let http: HTTPClient

    /// - Parameters:
    ///   - settings: besides the documents; `occupancy` is 0 unless given.
    ///   - kind: a new one opens the agenda for itself, as another process would.
    init(
        in folder: TemporaryFolder? = nil,
        region: Region = Self.lombardia,
        settings: [String: JSONValue] = [:],
        documents: any DocumentReader = InventedDocuments.clinic,
        kind: BookingKind = BookingKind()
    ) async throws {
        self.folder = try folder ?? TemporaryFolder()
        self.region = region
        self.http = try HTTPClient()
        let standard: [String: JSONValue] = [
            "services": "data/services.yaml", "centres": "data/centres.yaml", "occupancy": 0,
        ]
        self.toolset = try await kind.makeTools(
            named: "booking",
            settings: JSONValue.object(standard.merging(settings) { $1 }).decoded(as: BookingSettings.self),
            in: ToolEnvironment(
                region: region,
                configDirectory: ShippedDocuments.folder,
                dataDirectory: self.folder.path,
                documents: documents,
                http: self.http,
                logger: Logger(label: "test"),
                now: { Self.monday }
            )
        )
    }

    func tool(_ name: String) throws -> any Tool {
        try #require(self.toolset.tools.first { $0.definition.name == name })
    }

    /// Calls a tool as the runtime does: arguments checked by the schema, then decoded.
    func call(
        _ name: String,
        _ arguments: JSONValue,
        session: SessionID,
        call: CallID = CallID(rawValue: UUID().uuidString),
        turn: Int = 1,
        now: Timestamp = Self.monday
    ) async throws -> ToolResult {
        func run<T: Tool>(_ tool: T) async throws -> ToolResult {
            let valid = try tool.definition.parameters.validated(arguments)
            return try await tool.call(valid.decoded(), in: self.context(session, call, now, turn: turn))
        }
        return try await run(self.tool(name))
    }

    func outcome(_ name: String, session: SessionID, call: CallID) async throws -> ToolResult? {
        let context = self.context(session, call, Self.monday)
        return try await self.tool(name).outcome(of: context.idempotencyKey, in: context)
    }

    private func context(_ session: SessionID, _ call: CallID, _ now: Timestamp, turn: Int = 1) -> ToolContext {
        ToolContext(
            session: session,
            turn: TurnNumber(rawValue: turn),
            call: call,
            region: self.region,
            user: nil,
            budget: .seconds(30),
            logger: Logger(label: "test"),
            http: self.http,
            now: now
        )
    }
}

// MARK: Short ways

extension BookingFixture {
    /// The options for a service, by code or name.
    func options(_ session: SessionID, _ arguments: [String: JSONValue] = [:], now: Timestamp = Self.monday)
        async throws
        -> [JSONValue]
    {
        let standard: [String: JSONValue] = ["service": "INV-1"]
        let result = try await self.call(
            "find_slots",
            .object(standard.merging(arguments) { $1 }),
            session: session,
            now: now
        )
        return try #require(result.content["options"]?.array)
    }

    /// Searches and holds the first slot; returns the reservation's key.
    func hold(_ session: SessionID, now: Timestamp = Self.monday) async throws -> String {
        let option = try #require(try await self.options(session, now: now).first?["key"])
        let result = try await self.call("reserve_slot", ["option": option], session: session, now: now)
        return try #require(result.content["reservation"]?.string)
    }

    func confirm(
        _ reservation: String,
        _ changes: [String: JSONValue] = [:],
        session: SessionID,
        call: CallID = CallID(rawValue: UUID().uuidString),
        now: Timestamp = Self.monday
    ) async throws -> ToolResult {
        let patient: [String: JSONValue] = [
            "reservation": .string(reservation), "first_name": "Ada", "last_name": "Finta", "birth_date": "1991-03-03",
            "phone": "347 000 1234",
        ]
        return try await self.call(
            "confirm_booking",
            .object(patient.merging(changes) { $1 }),
            session: session,
            call: call,
            now: now
        )
    }

    func cancel(_ code: String, session: SessionID, now: Timestamp = Self.monday) async throws -> ToolResult {
        try await self.call("cancel_booking", ["code": .string(code)], session: session, now: now)
    }
}

extension InventedDocuments {
    /// Two services and three centres that do not exist.
    static let clinic = InventedDocuments(texts: ["services.yaml": Self.services, "centres.yaml": Self.centres])

    static let services = """
        - code: INV-1
          name: Visita inventata
          category: visite
          synonyms: [inventore]
          minutes: 30
          price_cents: 125050
          preparation: Portare una matita.
        - code: INV-2
          name: Radiografia immaginaria
          category: radiologia
          minutes: 60
          price_cents: 5200
        - code: INV-3
          name: Esame che nessuno fa
          category: mancante
          minutes: 60
          price_cents: 100
        """

    static let centres = """
        - id: alfa
          name: Centro Nuvola Verde
          region: lombardia
          city: Milano
          province: MI
          address: Via Inventata 1
          near: [Corsico, Sesto San Giovanni]
          phone: "02 0000 0001"
          categories: [visite, radiologia]
          hours:
            monday: ["09:00-11:00", "17:00-18:00"]
            tuesday: ["09:00-11:00", "17:00-18:00"]
            wednesday: ["09:00-11:00"]
          closures: ["2026-11-25"]
        - id: beta
          name: Centro Girino Azzurro
          region: lombardia
          city: Rozzano
          province: MI
          address: Via Inventata 2
          near: [Opera, Milano]
          phone: "02 0000 0002"
          categories: [visite]
          hours:
            tuesday: ["14:00-15:00"]
        - id: gamma
          name: Centro Vigna Rossa
          region: piemonte
          city: Torino
          province: TO
          address: Via Inventata 3
          phone: "011 0000 0003"
          categories: [visite]
          hours:
            tuesday: ["09:00-11:00"]
            thursday: ["09:00-11:00"]
        """
}
