import AgentRuntime
import HTTPTransport

/// `timeouts` of a model: how long to wait for its server, phase by phase, all within what is left of the turn.
///
/// - `connect` (duration, default 10s, 10ms-1h): from the request to a connection.
/// - `first_byte` (duration, default 60s, 10ms-1h): from the request to the first byte of the answer.
/// - `first_content` (duration, default 90s, 10ms-1h): from the request to the first event.
/// - `stall` (duration, default 90s, 10ms-1h): from one event to the next.
/// - `idle` (duration, default 60s, 10ms-1h): between any two pieces of the answer, comments and pings included.
struct ModelTimeouts: Decodable {
    let timeouts: HTTPTimeouts

    private enum Key: String, CodingKey {
        case connect, stall, idle
        case firstByte = "first_byte"
        case firstContent = "first_content"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var timeouts = ModelEndpoint.patience
        let range = Duration.milliseconds(10) ... .hours(1)
        timeouts.connect = try container.duration(.connect, default: timeouts.connect, in: range)
        timeouts.firstByte = try container.durationIfPresent(.firstByte, in: range) ?? timeouts.firstByte
        timeouts.firstContent = try container.durationIfPresent(.firstContent, in: range) ?? timeouts.firstContent
        timeouts.stall = try container.durationIfPresent(.stall, in: range) ?? timeouts.stall
        timeouts.idle = try container.durationIfPresent(.idle, in: range) ?? timeouts.idle
        self.timeouts = timeouts
    }
}
