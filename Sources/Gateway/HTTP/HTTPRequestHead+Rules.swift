import AgentRuntime
import HTTPTypes
import NIOCore
import NIOHTTP1

extension HTTPRequestHead {
    /// Checks what the parser lets pass, and brings the target into origin form (RFC 9112 §3.2).
    /// - Throws: ``APIError`` for a request that cannot be answered.
    mutating func holdToHTTP() throws(APIError) {
        let hosts = self.headers["host"]
        guard hosts.count <= 1 else { throw .invalidHead("There is more than one Host.") }
        guard !hosts.isEmpty || self.version.minor < 1 else { throw .invalidHead("There is no Host.") }
        guard hosts.allSatisfy({ !$0.contains { " /\\,@?#\"<>".contains($0) } }) else {
            throw .invalidHead("Host is not a host.")
        }
        try self.useOriginForm()
        let codings = self.headers[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
        guard codings.isEmpty || self.version.minor > 0 else {
            throw .invalidHead("HTTP/1.0 knows no Transfer-Encoding.")
        }
        guard codings.isEmpty || codings == ["chunked"] else {
            throw APIError(
                status: .notImplemented,
                code: "invalid_request",
                detail: "A body can be sent chunked, and in no other Transfer-Encoding."
            )
        }
        guard self.headers["expect"].allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw APIError(
                status: .expectationFailed,
                code: "invalid_request",
                detail: "100-continue is all that can be expected."
            )
        }
    }

    private mutating func useOriginForm() throws(APIError) {
        if self.uri.hasPrefix("/") || self.uri == "*" && self.method == .OPTIONS { return }
        let scheme = ["http://", "https://"].first { self.uri.lowercased().hasPrefix($0) }
        guard let scheme, self.method != .CONNECT else {
            throw .invalidHead("The request's target is no path, such as /health.")
        }
        let rest = self.uri.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { throw .invalidHead("The target's host is no host.") }
        let target = rest.dropFirst(authority.count)
        self.uri = target.hasPrefix("/") ? String(target) : "/\(target)"
        self.headers.replaceOrAdd(name: "host", value: String(authority))
    }
}

extension APIError {
    static func invalidHead(_ reason: String) -> APIError {
        APIError(status: .badRequest, code: "invalid_request", detail: "This is not valid HTTP/1.1. \(reason)")
    }

    /// What the parser gave up on.
    static func unreadable(_ error: any Error) -> APIError {
        switch error as? HTTPParserError {
        case .headerOverflow?:
            APIError(
                status: .requestHeaderFieldsTooLarge,
                code: "headers_too_large",
                detail: "The request's target or header fields are too large. Send less."
            )
        case .invalidVersion?:
            APIError(
                status: .httpVersionNotSupported,
                code: "invalid_request",
                detail: "HTTP/1.1 is spoken here."
            )
        default: self.invalidHead("Neither more nor less than the RFC's framing is read.")
        }
    }

    /// The error as an answer after which the connection ends.
    var lastAnswer: (head: HTTPResponseHead, body: ByteBuffer) {
        var writer = JSONWriter(capacity: 256)
        writer.write(["detail": .string(self.detail), "code": .string(self.code)])
        var headers: NIOHTTP1.HTTPHeaders = [
            "content-type": "application/json; charset=utf-8", "content-length": "\(writer.bytes.count)",
            "connection": "close",
        ]
        for field in Array(SecurityHeaders.fields) + Array(self.headers) {
            headers.add(name: field.name.rawName, value: field.value)
        }
        let status = HTTPResponseStatus(statusCode: self.status.code)
        return (HTTPResponseHead(version: .http1_1, status: status, headers: headers), ByteBuffer(bytes: writer.bytes))
    }
}
