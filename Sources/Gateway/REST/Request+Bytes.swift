import Hummingbird
import NIOCore

extension Request {
    /// Where it comes from.
    var origin: ClientOrigin { Peer.current.origin(self.headers) }

    /// The whole body, whether or not its length was announced.
    /// - Throws: ``APIError`` where it is larger than `limit` bytes.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = APIError(
            status: .contentTooLarge,
            code: "body_too_large",
            detail: "The body is larger than \(limit) bytes. Send less."
        )
        if let length = self.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(try await self.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}
