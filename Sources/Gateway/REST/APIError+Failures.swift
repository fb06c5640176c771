import AgentRuntime
import HTTPTypes
import Logging
import NIOHTTP1

extension APIError {
    /// The answer to a request that failed; what the client is not told is told to the operator.
    /// - Parameter path: of the request, without its query.
    init(answering error: any Error, at path: String, logger: Logger) {
        switch error {
        case let error as APIError: self = error
        case let error as AccessError:
            logger.debug("A request was not let in", metadata: ["reason": "\(error)"])
            self.init(error)
        case let refusal as SessionRefusal: self.init(refusal)
        case let error as SessionStoreError:
            logger.error("The session store failed", metadata: ["error": "\(error)"])
            self.init(error)
        case let error as HTTPParserError: self = .unreadable(error)
        default:
            logger.error("A request failed", metadata: ["error": "\(type(of: error))", "path": "\(path)"])
            self.init(
                status: .internalServerError,
                code: "internal_error",
                detail: "The service failed. Try again."
            )
        }
    }
}
