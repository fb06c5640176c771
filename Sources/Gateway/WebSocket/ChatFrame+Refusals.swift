import AgentRuntime

extension Session.SendError {
    /// What metrics call it.
    var reason: String {
        switch self {
        case .busy: "waiting_messages"
        case .closed: AgentError.Code.sessionClosed.rawValue
        case .stopping: AgentError.Code.serviceStopping.rawValue
        }
    }
}

extension ChatFrame {
    /// What a client is told whose message a session does not take.
    /// - Parameter messageID: the client's own name for the message.
    init(_ error: Session.SendError, about messageID: String?) {
        switch error {
        case .busy(let waiting):
            self = .error(
                code: .busy,
                detail: "\(waiting) messages wait for an answer. Send the next one later.",
                isRetryable: true,
                messageID: messageID
            )
        case .closed:
            self = .error(
                code: .sessionClosed,
                detail: "The session is closed. Create a new one.",
                isRetryable: false,
                messageID: messageID
            )
        case .stopping:
            self = .error(
                code: .serviceStopping,
                detail: "The service restarts. Send the message again when you are connected anew.",
                isRetryable: true,
                retryAfter: .seconds(5),
                messageID: messageID
            )
        }
    }

    /// What a client is told that says more than it may.
    init(_ exceeded: RateLimiter.Exceeded, about messageID: String?) {
        self = .error(
            code: .rateLimited,
            detail: exceeded.detail,
            isRetryable: true,
            retryAfter: exceeded.wait,
            messageID: messageID
        )
    }
}
