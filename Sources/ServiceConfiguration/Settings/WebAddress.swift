import Foundation

/// An absolute `http` or `https` URL.
struct WebAddress {
    /// Without a slash at its end.
    let text: String
    let host: String
    /// Whether there is nothing behind host and port.
    let isOrigin: Bool

    /// - Returns: `nil` for anything but an absolute URL with a host, and without credentials, query and fragment.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()),
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        var trimmed = text[...]
        while trimmed.last == "/" { trimmed.removeLast() }
        self.text = String(trimmed)
        self.host = host
        self.isOrigin = parts.path.isEmpty
    }
}
