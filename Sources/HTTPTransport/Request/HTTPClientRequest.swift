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

    public init(
        method: String = "GET",
        url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts(),
        allowedPeers: AllowedPeers = .any
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.allowedPeers = allowedPeers
    }

    var isSecure: Bool { self.url.hasPrefix("https://") }

    /// The host and port, for messages that must not show what else a URL may carry.
    var host: String {
        let afterScheme = self.url.firstRange(of: "://").map { self.url[$0.upperBound...] } ?? self.url[...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(authority.split(separator: "@").last ?? "")
    }
}
