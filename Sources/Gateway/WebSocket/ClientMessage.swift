import AgentRuntime

/// What a client can say on a socket.
enum ClientMessage: Equatable {
    case message(String, id: String?)
    /// Stop a turn; the running one if `nil`.
    case cancel(TurnNumber?)
    /// The user's yes or no to a call that waits for it.
    case approval(CallID, isApproved: Bool)

    /// What is wrong with a message, as the `error` frame says it.
    struct Mistake: Error, Equatable {
        let code: String
        let detail: String

        static let binary = Mistake(
            code: "binary_not_supported",
            detail: "Binary messages are not supported. Send text: {\"message\": \"...\"}."
        )
    }

    /// - Parameters:
    ///   - bytes: one text message, valid UTF-8.
    ///   - limit: Unicode characters a message may have.
    init(parsing bytes: [UInt8], limit: Int) throws(Mistake) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw Mistake(
                code: "invalid_json",
                detail: "The message is not JSON. \(error) Send {\"message\": \"...\"}."
            )
        }
        guard let members = json.object else {
            throw Self.invalid("A message is an object. Send {\"message\": \"...\"}.")
        }
        switch members["type"] {
        case nil, .null?, .string("message")?: self = try Self.message(members, limit)
        case .string("cancel")?: self = try Self.cancel(members)
        case .string("approval")?: self = try Self.approval(members)
        case .string(let type)?:
            throw Self.invalid(
                "There is no type \"\(type.prefix(32))\". Send {\"message\": \"...\"}, or the type cancel or approval."
            )
        default: throw Self.invalid("type must be a string.")
        }
    }

    private static func message(_ members: [String: JSONValue], _ limit: Int) throws(Mistake) -> ClientMessage {
        guard let text = members["message"]?.string else {
            throw self.invalid("message must be a string. Send {\"message\": \"...\"}.")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Mistake(code: "empty_message", detail: "The message is empty. Write something.")
        }
        guard text.unicodeScalars.count <= limit else {
            throw Mistake(
                code: "message_too_long",
                detail: "The message has more than \(limit) characters. Shorten it."
            )
        }
        switch members["message_id"] {
        case nil, .null?: return .message(text, id: nil)
        case .string(let id)? where (1...128).contains(id.utf8.count): return .message(text, id: id)
        default: throw self.invalid("message_id must be a string of 1 to 128 bytes.")
        }
    }

    private static func cancel(_ members: [String: JSONValue]) throws(Mistake) -> ClientMessage {
        switch members["turn"] {
        case nil, .null?: return .cancel(nil)
        case .integer(let turn)?: return .cancel(TurnNumber(rawValue: turn))
        default: throw self.invalid("turn must be a whole number.")
        }
    }

    private static func approval(_ members: [String: JSONValue]) throws(Mistake) -> ClientMessage {
        guard let call = members["call_id"]?.string, (1...128).contains(call.utf8.count),
            case .bool(let isApproved)? = members["approved"]
        else {
            throw self.invalid(
                "An approval has the call_id of an approval_required frame, and approved: true or false."
            )
        }
        return .approval(CallID(rawValue: call), isApproved: isApproved)
    }

    private static func invalid(_ detail: String) -> Mistake {
        Mistake(code: "invalid_message", detail: detail)
    }
}
