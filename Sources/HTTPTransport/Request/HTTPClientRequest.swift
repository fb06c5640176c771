/// A request to send. Redirects are not followed, cookies not kept.
public struct HTTPClientRequest: Sendable {
    /// An HTTP method in upper case. Default `GET`.
    public var method: String
    /// An absolute `http` or `https` URL.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    public var timeouts: HTTPTimeouts
    /// To which addresses it may connect. Default ``AllowedPeers/any``.
    public var allowedPeers: AllowedPeers
    /// Whether it may reach the server twice. A connection that was used before may end before a response begins: the request
    /// is then sent again on another one, or fails as ``HTTPTransportError/unanswered`` where it must not be.
    ///
    /// `nil` lets the request itself tell: idempotent methods (RFC 9110 §9.2.2) and what has an `Idempotency-Key` may.
    public var mayRepeat: Bool?

    public init(
        method: String = "GET",
        url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts(),
        allowedPeers: AllowedPeers = .any,
        mayRepeat: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.allowedPeers = allowedPeers
        self.mayRepeat = mayRepeat
    }

    var isRepeatable: Bool {
        self.mayRepeat ?? (Self.idempotentMethods.contains(self.method) || self.headers["Idempotency-Key"] != nil)
    }

    private static let idempotentMethods: Set = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]

    var isSecure: Bool { self.url.hasPrefix("https://") }

    /// The host and port, for messages that must not show what else a URL may carry.
    var host: String {
        let afterScheme = self.url.firstRange(of: "://").map { self.url[$0.upperBound...] } ?? self.url[...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(authority.split(separator: "@").last ?? "")
    }
}
