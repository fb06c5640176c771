/// Why a transfer did not end as it should. Descriptions show no header, no body, and of a URL only the host.
public enum HTTPTransportError: Error, Hashable, Sendable {
    /// A phase that took too long.
    public enum Phase: String, Hashable, Sendable {
        case connect
        case firstByte = "first byte"
        case stall
        case total
    }

    /// The request cannot be sent as it is.
    case invalidRequest(String)
    /// The host's name could not be resolved.
    case unknownHost(String)
    /// Nobody answers at the host's address and port.
    case cannotConnect(String)
    /// The certificate or the handshake failed.
    case tls(String)
    case timedOut(Phase)
    /// The response has a status other than 2xx, and this body, of which up to 64 KiB are kept.
    case status(HTTPClientResponse)
    /// The connection ended before the response did.
    case truncated
    /// What came is not HTTP as it should be.
    case protocolViolation(String)
    /// The body is larger than the caller wanted, in bytes.
    case bodyTooLarge(limit: Int)
    /// The waiting task was cancelled.
    case cancelled
    /// The client was shut down.
    case shutDown
    /// Something else, in libcurl's words.
    case failed(String)
}

extension HTTPTransportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidRequest(let reason): "The request cannot be sent: \(reason)."
        case .unknownHost(let host): "The host \(host) cannot be found. Check the name and the DNS."
        case .cannotConnect(let host): "Nothing answers at \(host). Check address, port and firewall."
        case .tls(let reason): "No secure connection: \(reason)."
        case .timedOut(let phase): "Timed out (\(phase.rawValue))."
        case .status(let response): "The server answered with status \(response.head.status)."
        case .truncated: "The connection ended before the response did."
        case .protocolViolation(let reason): "The response is not valid HTTP: \(reason)."
        case .bodyTooLarge(let limit): "The response is larger than \(limit) bytes."
        case .cancelled: "The request was cancelled."
        case .shutDown: "The HTTP client was shut down."
        case .failed(let reason): "The request failed: \(reason)."
        }
    }
}
