import AgentRuntime
import HTTPTransport
import Logging

/// One request to a remote system on behalf of a tool.
struct RemoteCall: Sendable {
    let request: HTTPClientRequest
    /// The largest answer that is read, in bytes.
    let maximumBytes: Int
    /// Whether it may have changed something where the answer cannot be read.
    let isWrite: Bool

    /// The response, whatever its status.
    /// - Throws: ``ToolFailure`` when there is none, the details of which are logged; `CancellationError` when the task is
    ///   cancelled.
    func response(in context: ToolContext) async throws -> HTTPClientResponse {
        var request = self.request
        if !self.isWrite { request.mayRepeat = true }
        do {
            return try await context.http.send(request, maximumBodyBytes: self.maximumBytes)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            context.logger.warning("A tool's service gave no answer", metadata: ["error": "\(error)"])
            throw ToolFailure(error, isWrite: self.isWrite)
        }
    }
}

extension ToolFailure {
    /// A transfer that gave no answer. What may pass says nothing of what a write did: the runtime looks that up, and never
    /// makes one again of which it cannot be known.
    init(_ error: HTTPTransportError, isWrite: Bool) {
        switch error {
        case .unknownHost, .cannotConnect, .proxy, .timedOut(.connect):
            self.init("The service behind this tool cannot be reached now.", isTransient: true, didNothing: true)
        case .timedOut:
            self.init("The service behind this tool took too long.", isTransient: true)
        case .unanswered, .truncated, .protocolViolation, .failed, .shutDown(wasSent: true):
            self.init("The connection to the service behind this tool was lost.", isTransient: true)
        case .bodyTooLarge:
            let unknown = isWrite ? " It is not known whether it took effect." : ""
            self.init("The service behind this tool answered with more than can be read. Ask for less.\(unknown)")
        case .invalidRequest, .forbiddenAddress, .tls, .status, .cancelled, .shutDown(wasSent: false):
            self.init("The service behind this tool cannot be used.")
        }
    }
}
