import AgentRuntime
import AgentTesting
import HTTPTransport
import Logging
import ServiceConfiguration
import Tools

/// What is written to.
enum ProbeDesk: String {
    /// A file of lines.
    case note
    /// The agenda of the booking desk that comes with the service.
    case booking

    static let region = Region(id: RegionID(rawValue: "lombardia"), name: "Lombardia")

    /// The calls of the first and of the second turn.
    var script: [[ToolCall]] {
        switch self {
        case .note: [[Self.call("note", [:])], [Self.call("note", [:])]]
        case .booking:
            [
                [Self.call("find_slots", ["service": "VIS-001"]), Self.call("reserve_slot", ["option": "o1"])],
                [Self.call("reserve_slot", ["option": "o2"])],
            ]
        }
    }

    private static func call(_ name: String, _ arguments: JSONValue) -> ToolCall {
        ToolCall(id: CallID(rawValue: ""), name: name, arguments: arguments.description)
    }

    func tools(data: String, configuration: String) async throws -> [any Tool] {
        switch self {
        case .note:
            return [NoteTool(path: "\(data)/notes.txt")]
        case .booking:
            let settings: JSONValue = [
                "services": "data/services.yaml", "centres": "data/centres.yaml", "occupancy": 0,
            ]
            let desk = try await BookingKind().makeTools(
                named: "booking",
                settings: settings.decoded(as: BookingSettings.self),
                in: ToolEnvironment(
                    region: Self.region,
                    configDirectory: configuration,
                    dataDirectory: data,
                    documents: Documents(),
                    http: HTTPClient(),
                    logger: .silent
                )
            )
            return desk.tools
        }
    }

    private struct Documents: DocumentReader {
        func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
            [try StrictYAMLDecoder().decode(type, at: path)]
        }
    }
}
