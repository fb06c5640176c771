import AgentRuntime
import Foundation

extension ServiceSettings {
    /// `tls`: whom the service trusts where it connects to, models and the servers of tools among them.
    ///
    /// - `certificate_authorities` (path, default the system's): a file of PEM certificates to trust instead of the system's,
    ///   from the working directory. `CHAT_SERVICE_CERTIFICATE_AUTHORITIES` wins.
    public struct TLS: Sendable, Decodable {
        public var certificateAuthorities: Located<String>?

        private enum Key: String, CodingKey { case certificateAuthorities = "certificate_authorities" }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.certificateAuthorities = try container.decodeIfPresent(
                Located<String>.self,
                forKey: .certificateAuthorities
            )
        }

        /// - Throws: ``ConfigurationError`` unless the file can be read and holds certificates and nothing that is damaged.
        func check() throws(ConfigurationError) {
            guard let file = self.certificateAuthorities else { return }
            guard let data = FileManager.default.contents(atPath: file.value), !isFolder(file.value) else {
                throw file.location.error(
                    "certificate_authorities: \"\(file.value)\" cannot be read. Correct the path, or its permissions."
                )
            }
            let blocks = String(decoding: data, as: UTF8.self).split(
                separator: Self.begin,
                omittingEmptySubsequences: false
            )
            guard blocks.count > 1, blocks.dropFirst().allSatisfy(Self.isCertificate) else {
                throw file.location.error(
                    "certificate_authorities: \"\(file.value)\" holds no certificates in PEM, or damaged ones. Each begins "
                        + "with \(Self.begin)."
                )
            }
        }

        private static let begin = "-----BEGIN CERTIFICATE-----"
        private static let end = "-----END CERTIFICATE-----"

        /// Whether what follows a certificate's first line is one: an ASN.1 sequence (RFC 7468 §5).
        private static func isCertificate(_ block: Substring) -> Bool {
            guard let end = block.firstRange(of: Self.end) else { return false }
            let text = block[..<end.lowerBound].filter { !$0.isWhitespace }
            return Data(base64Encoded: String(text))?.first == 0x30
        }
    }
}
