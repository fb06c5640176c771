/// How a client connects.
public struct HTTPClientConfiguration: Hashable, Sendable {
    /// Through what requests go.
    public enum Proxy: Hashable, Sendable {
        /// What `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say, read as curl reads them.
        case environment
        case none
        /// Always the proxy at this URL, such as `http://proxy.example:3128`.
        case url(String)
    }

    /// A file of PEM certificates to trust instead of the system's.
    public var certificateAuthorities: String?
    /// Idle connections that are kept for reuse. Default 256.
    public var idleConnections: Int
    /// Default ``Proxy/environment``.
    public var proxy: Proxy

    public init(
        certificateAuthorities: String? = nil,
        idleConnections: Int = 256,
        proxy: Proxy = .environment
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.idleConnections = idleConnections
        self.proxy = proxy
    }
}
