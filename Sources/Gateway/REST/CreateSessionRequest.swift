import AgentRuntime
import HTTPTypes

/// The body of `POST /api/create-session`; all of it is optional, and so is the body.
struct CreateSessionRequest {
    var user: String?
    /// Without secrets.
    var metadata: [String: JSONValue] = [:]
    /// From `region`, else `metadata.region`.
    var region: String?

    /// - Throws: ``APIError``.
    init(_ json: JSONValue?) throws(APIError) {
        guard let json else { return }
        guard let members = json.object else {
            throw Self.invalid("The body", "an object, such as {\"user_id\": \"user_12345\"}")
        }
        switch members["user_id"] {
        case nil, .null?: self.user = nil
        case .string(let user)?: self.user = user
        default: throw Self.invalid("user_id", "a string or null")
        }
        switch members["metadata"] {
        case nil, .null?: break
        case .object(let metadata)?: self.metadata = metadata.withoutSecrets
        default: throw Self.invalid("metadata", "an object or null")
        }
        for (place, value) in [("metadata.region", self.metadata["region"]), ("region", members["region"])] {
            switch value {
            case nil, .null?: break
            case .string(let region)?: self.region = region
            default: throw Self.invalid(place, "a string or null")
            }
        }
    }

    private static func invalid(_ place: String, _ expected: String) -> APIError {
        APIError(status: .unprocessableContent, code: "invalid_request", detail: "\(place) must be \(expected).")
    }
}

extension [String: JSONValue] {
    /// The members without those that carry a way in, at whatever depth.
    fileprivate var withoutSecrets: Self {
        let secret: Set = [
            "token", "auth_token", "access_token", "refresh_token", "authorization", "password", "api_key",
        ]
        return self.filter { !secret.contains($0.key.lowercased()) }.mapValues(\.withoutSecrets)
    }
}

extension JSONValue {
    fileprivate var withoutSecrets: JSONValue {
        switch self {
        case .object(let members): .object(members.withoutSecrets)
        case .array(let elements): .array(elements.map(\.withoutSecrets))
        default: self
        }
    }
}
