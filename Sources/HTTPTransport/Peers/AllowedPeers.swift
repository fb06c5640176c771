/// To which addresses a request may connect.
///
/// The address is judged that the connection really goes to, after the name was resolved and also on a connection that is
/// used again, so that no answer of a name server gets past it. A proxy would hide it: a request that is not for ``any``
/// address uses none.
public enum AllowedPeers: Sendable {
    case any
    /// Addresses of the public internet, see ``IPAddress/isPublic``: for URLs that others had a say in.
    case publicOnly
    /// Those the closure lets through. It is called on the transport's thread and must not block.
    case matching(@Sendable (IPAddress) -> Bool)

    var areAny: Bool {
        if case .any = self { true } else { false }
    }

    /// - Parameter address: `nil` for what is no IP address, which is let through only with ``any``.
    func contain(_ address: @autoclosure () -> IPAddress?) -> Bool {
        switch self {
        case .any: true
        case .publicOnly: address()?.isPublic ?? false
        case .matching(let isAllowed): address().map(isAllowed) ?? false
        }
    }
}
