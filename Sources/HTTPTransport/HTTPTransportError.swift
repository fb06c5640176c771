/// Why a transfer did not end as it should. Descriptions show no header, no body, and of a URL only the host.
public enum HTTPTransportError: Error, Hashable, Sendable {
    /// A phase that took too long, see ``HTTPTimeouts``.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        case connect
        case firstByte = "first byte"
        case firstContent = "first content"
        case stall
        case idle
        case total
    }

    /// The request cannot be sent as it is.
    case invalidRequest(String)
    /// The host's name could not be resolved.
    case unknownHost(String)
    /// The host's addresses are none the request may connect to, see ``AllowedPeers``.
    case forbiddenAddress(String)
    /// Nobody answers at the host's address and port.
    case cannotConnect(String)
    /// The proxy does not carry the request to its host.
    case proxy(String)
    /// The certificate or the handshake failed.
    case tls(String)
    case timedOut(Phase)
    /// The response has a status other than 2xx, and this body, of which up to 64 KiB are kept.
    case status(HTTPClientResponse)
    /// The connection ended after the request had gone out and before a response began: nobody knows whether the server has
    /// dealt with it, and it may not be sent again unasked, see ``HTTPClientRequest/mayRepeat``.
    case unanswered
    /// The connection, or over HTTP/2 the stream, ended before the response did.
    case truncated
    /// What came is not HTTP as it should be.
    case protocolViolation(String)
    /// The body is larger than the caller wanted, in bytes.
    case bodyTooLarge(limit: Int)
    /// The waiting task was cancelled, or the scope of the response was left.
    case cancelled
    /// The client was shut down, before or after the request had gone out.
    case shutDown(wasSent: Bool)
    /// Something else, in libcurl's words.
    case failed(String)
}

extension HTTPTransportError {
    /// Whether it came about before anybody could have read the request.
    public var isBeforeSending: Bool {
        switch self {
        case .invalidRequest, .unknownHost, .forbiddenAddress, .cannotConnect, .proxy, .tls, .timedOut(.connect),
            .shutDown(wasSent: false):
            true
        default: false
        }
    }
}

extension HTTPTransportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidRequest(let reason): "The request cannot be sent: \(reason)."
        case .unknownHost(let host): "The host \(host) cannot be found. Check the name and the DNS."
        case .forbiddenAddress(let host): "The host \(host) has an address that must not be connected to."
        case .cannotConnect(let host): "Nothing answers at \(host). Check address, port, proxy and firewall."
        case .proxy(let reason): "The proxy does not help: \(reason)."
        case .tls(let reason): "No secure connection: \(reason)."
        case .timedOut(let phase): "Timed out (\(phase.rawValue)): \(phase.explanation)."
        case .status(let response): "The server answered with status \(response.head.status)."
        case .unanswered:
            "The connection ended without an answer. It is not known whether the server has dealt with the request."
        case .truncated: "The connection ended before the response did."
        case .protocolViolation(let reason): "The response is not valid HTTP: \(reason)."
        case .bodyTooLarge(let limit): "The response is larger than \(limit) bytes."
        case .cancelled: "The request was cancelled."
        case .shutDown: "The HTTP client was shut down."
        case .failed(let reason): "The request failed: \(reason)."
        }
    }
}

extension HTTPTransportError.Phase {
    /// What was waited for in vain.
    fileprivate var explanation: String {
        switch self {
        case .connect: "no connection came about"
        case .firstByte: "connected, and no answer began"
        case .firstContent: "no content came"
        case .stall: "no more content came"
        case .idle: "nothing more came, not even a sign of life"
        case .total: "the time for the whole was up"
        }
    }
}
