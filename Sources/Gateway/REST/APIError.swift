import AgentRuntime
import HTTPTypes
import Hummingbird

/// An answer that is an error: `{"detail": …, "code": …}`.
struct APIError: Error, ResponseGenerator {
    let status: HTTPResponse.Status
    /// For programs: snake case, never renamed.
    let code: String
    /// For people: what is wrong and what to do.
    let detail: String
    var headers: HTTPFields = [:]
    /// The limit that was met, where the code does not tell it.
    var limit: String?

    /// What metrics call it.
    var reason: String { self.limit ?? self.code }

    /// What the answer's body says.
    var value: JSONValue { ["detail": .string(self.detail), "code": .string(self.code)] }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = Response.json(self.value, status: self.status)
        response.headers.append(contentsOf: self.headers)
        return response
    }
}

extension APIError {
    static func invalidSessionID(_ text: String) -> APIError {
        APIError(
            status: .badRequest,
            code: "invalid_session_id",
            detail:
                "\"\(text.prefix(64))\" is not a session id. Use the session_id that POST /api/create-session returned."
        )
    }

    static let sessionNotFound = APIError(
        status: .notFound,
        code: "session_not_found",
        detail:
            "Session not found. It was deleted, has expired or never existed: create one with POST /api/create-session."
    )

    static let sessionRequired = APIError(
        status: .notFound,
        code: "session_required",
        detail: "A socket needs a session here. Create one with POST /api/create-session and dial its websocket_url."
    )

    init(_ error: SessionStoreError) {
        switch error {
        case .notFound: self = .sessionNotFound
        case .damaged:
            self.init(
                status: .internalServerError,
                code: "session_damaged",
                detail: """
                    What is stored of this session is damaged and cannot be read. Create another one with POST \
                    /api/create-session.
                    """
            )
        case .conflict, .unavailable:
            self.init(
                status: .serviceUnavailable,
                code: "store_unavailable",
                detail: "Sessions cannot be stored or read now. Try again."
            )
        }
    }
}

extension Response {
    /// A JSON document.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter(capacity: 256)
        writer.write(value)
        return Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }
}
