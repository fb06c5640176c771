import Glibc
import NIOCore

/// Why a gateway cannot listen.
public struct GatewayError: Error, CustomStringConvertible {
    public let description: String

    /// - Parameter isForOperators: whether it is the port of metrics that cannot be listened on.
    init(_ error: IOError, host: String, port: Int, isForOperators: Bool = false) {
        let portKey = isForOperators ? "`metrics.port` in service.yaml" : "CHAT_SERVICE_PORT or `port` in service.yaml"
        let hostKey = isForOperators ? "`metrics.host` in service.yaml" : "CHAT_SERVICE_HOST"
        switch error.errnoCode {
        case EADDRINUSE:
            self.description =
                "Port \(port) is in use by another program. Stop it, or choose another port with \(portKey)."
        case EACCES:
            self.description =
                "Port \(port) may not be used by this user. Choose one above 1023 with \(portKey)."
        case EADDRNOTAVAIL:
            self.description =
                "The address \(host) is not one of this machine's. Mend \(hostKey), or use 0.0.0.0."
        default:
            self.description = "Cannot listen on \(host):\(port): \(error)"
        }
    }
}
