public import HTTPTransport

extension ServiceSettings {
    /// `proxies`: whose word counts about where a request comes from.
    ///
    /// - `trusted` (list of addresses and blocks, default `["127.0.0.0/8", "::1"]`): the proxies in front of the service, such
    ///   as `10.0.0.0/8`. The client is the first address, from the right, that is not among them.
    ///   `CHAT_SERVICE_TRUSTED_PROXIES`, separated by commas, wins.
    /// - `headers` (`x-forwarded` or `forwarded`, default `x-forwarded`): which fields they write: `X-Forwarded-For`, `-Proto`
    ///   and `-Host`, or `Forwarded` (RFC 7239). The others are not read, for a client may write them.
    public struct Proxies: Hashable, Sendable, Decodable {
        /// Which header fields proxies write.
        public enum Headers: String, Hashable, Sendable, CaseIterable {
            case xForwarded = "x-forwarded"
            case forwarded
        }

        public var trusted = ["127.0.0.0/8", "::1"].compactMap(AddressBlock.init)
        public var headers = Headers.xForwarded

        private enum Key: String, CodingKey { case trusted, headers }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            if let texts = try container.decodeIfPresent([String].self, forKey: .trusted) {
                self.trusted = texts.compactMap(AddressBlock.init)
                if let mistake = texts.first(where: { AddressBlock($0) == nil }) {
                    try container.check(false, .trusted, Self.advice(mistake))
                }
            }
            self.headers = try container.choiceIfPresent(.headers, of: Headers.self) ?? self.headers
        }

        static func advice(_ text: String) -> String {
            "\"\(text)\" is no address or block of addresses. Write one such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32."
        }
    }
}
