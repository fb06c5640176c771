public import AgentRuntime

/// Tells whose a token is.
public protocol Authenticator: Sendable {
    /// Who shows `token`; `nil` where it is of a kind that this authenticator does not know, so that the next one is asked.
    /// - Throws: ``AccessError/invalid(_:)`` for a token of its kind that is not good, ``AccessError/unavailable`` where that
    ///   cannot be told now.
    func principal(showing token: Secret) async throws(AccessError) -> Principal?
}

/// Why a request is not let in. The sentences are for the client; none of them holds a token or what is in it.
public enum AccessError: Error, Hashable, Sendable {
    /// It shows no token where one is needed.
    case missing
    /// It shows one in a way that nobody can read.
    case malformed(String)
    /// What it shows is not good, or not any more.
    case invalid(String)
    /// What it shows is good, and not enough.
    case forbidden(code: String, String)
    /// Whoever must be asked about it does not answer.
    case unavailable
}
