import NIOWebSocket

/// Why a socket is closed: a code of RFC 6455 §7.4.1 or of its registry, and a reason for people, at most 123 bytes.
struct SocketClosure: Error, Equatable {
    let code: WebSocketErrorCode
    let reason: String

    static let sessionClosed = SocketClosure(code: .normalClosure, reason: "session closed")
    static let serviceStopping = SocketClosure(
        code: .init(codeNumber: 1012),
        reason: "service restarts; reconnect with epoch and after"
    )
    static let tooSlow = SocketClosure(
        code: .init(codeNumber: 1013),
        reason: "too slow; reconnect with epoch and after"
    )
    static let tokenExpired = SocketClosure(
        code: .init(codeNumber: 4401),
        reason: "token expired; reconnect with a new one"
    )
    static let tooLarge = SocketClosure(code: .messageTooLarge, reason: "message too large")
    static let notUTF8 = SocketClosure(code: .dataInconsistentWithMessage, reason: "text is not UTF-8")
    static let failed = SocketClosure(code: .unexpectedServerError, reason: "the session cannot be read; try again")

    static func violation(_ reason: String) -> SocketClosure {
        SocketClosure(code: .protocolError, reason: reason)
    }
}
