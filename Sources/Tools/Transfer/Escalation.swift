import AgentRuntime
import HTTPTransport
import Logging

/// Tells the telephony's bridge that a conversation is to be taken over by a person.
struct Escalation: Sendable {
    private static let summaryCharacters = 250
    /// What such a bridge answers is of no use but for its status.
    private static let maximumBytes = 64 * 1024

    let url: String
    let settings: TransferSettings

    /// - Throws: ``ToolFailure`` that says whether nobody was told, or that nobody knows.
    func post(_ handoff: Handoff, in context: ToolContext) async throws {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Accept": "application/json"]
        for (name, value) in self.settings.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value.value }
        headers["Idempotency-Key"] = context.idempotencyKey.rawValue
        let status: Int
        do {
            status = try await context.http.send(
                HTTPClientRequest(
                    method: "POST",
                    url: self.url,
                    headers: headers,
                    body: Self.envelope(of: handoff, in: context).encoded,
                    timeouts: HTTPTimeouts(total: context.budget),
                    allowedPeers: self.settings.allowsPrivateAddresses ? .any : .publicOnly
                ),
                maximumBodyBytes: Self.maximumBytes
            ).head.status
        } catch {
            if error == .cancelled { throw CancellationError() }
            context.logger.warning("The escalation was not answered", metadata: ["error": "\(error)"])
            throw error.isBeforeSending ? TransferRefusal.unreachable : TransferRefusal.unknown
        }
        guard (200..<300).contains(status) else {
            context.logger.warning("The escalation was refused", metadata: ["status": "\(status)"])
            throw TransferRefusal.status(status)
        }
    }

    /// The bridge's envelope. `stream_sid` names the stream on telephones; in a chat that is the session.
    static func envelope(of handoff: Handoff, in context: ToolContext) -> JSONValue {
        let session = JSONValue.string(context.session.rawValue)
        let seconds = max(0, (context.now.milliseconds - context.sessionStart.milliseconds) / 1000)
        var arguments: [String: JSONValue] = [
            "summary": .string(String(handoff.reason.prefix(Self.summaryCharacters))),
            "sentiment": "neutral",
            "action": "transfer",
            "duration": .string("\(seconds)"),
        ]
        for (name, value) in handoff.route { arguments[name] = .string(value) }
        let call: JSONValue = [
            "id": .string(context.idempotencyKey.rawValue), "type": "function",
            "function": ["name": "request_transfer", "arguments": .object(arguments)],
        ]
        return ["message": ["call": ["id": session], "stream_sid": session, "toolCallList": [call]]]
    }
}
