/// A request to send. Redirects are not followed, cookies not kept.
public struct HTTPClientRequest: Sendable {
    /// An HTTP method in upper case. Default `GET`.
    public var method: String
    /// An absolute `http` or `https` URL.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    public var timeouts: HTTPTimeouts

    public init(
        method: String = "GET",
        url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
    }

    /// The host, for messages that must not show what else a URL may carry.
    var host: String {
        let afterScheme = self.url.firstRange(of: "://").map { self.url[$0.upperBound...] } ?? self.url[...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(authority.split(separator: "@").last ?? "")
    }
}

/// How long the phases of a transfer may take; a phase without a limit may take as long as ``total``.
public struct HTTPTimeouts: Hashable, Sendable {
    /// To resolve the name, connect and agree on TLS. Default 10 s.
    public var connect: Duration
    /// From the beginning to the first byte of the response.
    public var firstByte: Duration?
    /// Between two pieces of the body.
    public var stall: Duration?
    /// From the beginning to the end.
    public var total: Duration?

    public init(
        connect: Duration = .seconds(10),
        firstByte: Duration? = nil,
        stall: Duration? = nil,
        total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.stall = stall
        self.total = total
    }
}
