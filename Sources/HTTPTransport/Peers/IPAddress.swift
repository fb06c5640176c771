import Foundation

/// An IPv4 or IPv6 address.
public struct IPAddress: Hashable, Sendable {
    /// In network order: 4, or 16.
    public let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16 in network order; anything else is no address.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// - Parameter text: such as `192.0.2.1` or `2001:db8::1`, without brackets, zone and port.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes[..<4])
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.bytes = bytes
        } else {
            return nil
        }
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(self.bytes.count == 4 ? AF_INET : AF_INET6, self.bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
