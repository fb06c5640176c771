import AgentRuntime
import HTTPTypes

/// The body of `POST /api/create-session`; all of it is optional, and so is the body.
///
/// What it says is kept in memory while the session is there, and on record as long as its journal.
struct CreateSessionRequest {
    /// Bytes of UTF-8 that `user_id` may have.
    static let mostUserBytes = 256
    /// Bytes that `metadata` may have as JSON, without blanks and secrets.
    static let mostMetadataBytes = 16 * 1024
    /// How deep objects and arrays of `metadata` may nest, itself included.
    static let mostMetadataLevels = 16

    var user: String?
    /// Without secrets.
    var metadata: [String: JSONValue] = [:]
    /// From `region`, else `metadata.region`.
    var region: String?

    /// - Throws: ``APIError``.
    init(_ json: JSONValue?) throws(APIError) {
        guard let json else { return }
        guard let members = json.object else {
            throw Self.invalid("The body must be an object, such as {\"user_id\": \"user_12345\"}.")
        }
        self.user = try Self.user(members["user_id"])
        self.metadata = try Self.metadata(members["metadata"])
        for (place, value) in [("metadata.region", self.metadata["region"]), ("region", members["region"])] {
            switch value {
            case nil, .null?: break
            case .string(let region)?: self.region = region
            default: throw Self.invalid("\(place) must be a string or null.")
            }
        }
    }

    private static func user(_ value: JSONValue?) throws(APIError) -> String? {
        switch value {
        case nil, .null?: return nil
        case .string(let user)?:
            guard user.utf8.count <= self.mostUserBytes else {
                throw self.invalid("user_id has more than \(self.mostUserBytes) bytes. Send a shorter name.")
            }
            return user
        default: throw self.invalid("user_id must be a string or null.")
        }
    }

    private static func metadata(_ value: JSONValue?) throws(APIError) -> [String: JSONValue] {
        switch value {
        case nil, .null?: return [:]
        case .object(let given)?:
            guard !JSONValue.object(given).nests(deeperThan: self.mostMetadataLevels) else {
                throw self.invalid(
                    "metadata nests deeper than \(self.mostMetadataLevels) levels. Send it with fewer objects in objects."
                )
            }
            let metadata = given.withoutSecrets
            guard JSONValue.object(metadata).encoded.count <= self.mostMetadataBytes else {
                throw self.invalid(
                    "metadata has more than \(self.mostMetadataBytes) bytes as JSON. Keep it with you, and send what finds it."
                )
            }
            return metadata
        default: throw self.invalid("metadata must be an object or null.")
        }
    }

    private static func invalid(_ detail: String) -> APIError {
        APIError(status: .unprocessableContent, code: "invalid_request", detail: detail)
    }
}

extension JSONValue {
    fileprivate func nests(deeperThan levels: Int) -> Bool {
        switch self {
        case .object(let members): levels == 0 || members.values.contains { $0.nests(deeperThan: levels - 1) }
        case .array(let elements): levels == 0 || elements.contains { $0.nests(deeperThan: levels - 1) }
        default: false
        }
    }
}
