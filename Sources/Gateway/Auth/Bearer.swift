import AgentRuntime

/// Somebody who showed a token, and the token where it must be asked about again while a socket is open.
struct Bearer: Sendable {
    let principal: Principal
    /// `nil` where what was said of it counts until it ends.
    let token: Secret?

    init(_ principal: Principal, _ token: Secret) {
        self.principal = principal
        self.token = principal.confirmedUntil == nil ? nil : token
    }
}
