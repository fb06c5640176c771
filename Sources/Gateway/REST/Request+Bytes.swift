import AgentRuntime
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// Where it comes from.
    var origin: ClientOrigin { Peer.current.origin(self.headers) }

    /// The whole body, whether or not its length was announced.
    /// - Throws: ``APIError`` where it is larger than `limit` bytes.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        // The rest of it is not read.
        let tooLarge = APIError(
            status: .contentTooLarge,
            code: "body_too_large",
            detail: "The body is larger than \(limit) bytes. Send less.",
            headers: [.connection: "close"]
        )
        if let length = self.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(try await self.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// The body as JSON, whatever its content type says; `nil` where there is none.
    /// - Throws: ``APIError`` where it is not JSON.
    func json(in body: [UInt8]) throws(APIError) -> JSONValue? {
        if body.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return nil }
        do {
            return try JSONValue(parsing: body)
        } catch {
            // The second is what curl says of any body.
            let isSaidToBe =
                self.headers[.contentType].map { type in
                    ["json", "x-www-form-urlencoded"].contains { type.lowercased().contains($0) }
                } ?? true
            let isPlain = self.headers[.contentEncoding].map { $0.lowercased() == "identity" } ?? true
            guard isSaidToBe, isPlain else {
                throw APIError(
                    status: .unsupportedMediaType,
                    code: "unsupported_media_type",
                    detail: "The body is not JSON. Send it as application/json, not compressed."
                )
            }
            throw APIError(status: .badRequest, code: "invalid_json", detail: "The body is not JSON. \(error)")
        }
    }
}
