import AgentRuntime
import HTTPTransport
import HTTPTypes

/// What all of a gateway's doors hold their clients to.
struct Traffic: Sendable {
    let rates: RateLimiter
    let slots: SocketSlots
    let proxies: GatewaySettings.Proxies

    init(_ settings: GatewaySettings, clock: any Clock<Duration>) {
        self.rates = RateLimiter(settings.rates, clock: clock)
        self.slots = SocketSlots(settings.capacity)
        self.proxies = settings.proxies
    }

    /// Counts a request, before anybody is asked who sends it.
    /// - Parameter isCounted: `false` to look only whether its address was refused too often.
    /// - Throws: ``APIError`` when it is one too many, or its address was refused too often.
    func admitRequest(from origin: ClientOrigin, isCounted: Bool = true) throws(APIError) {
        try self.admit(
            .init(requests: isCounted ? 1 : 0),
            by: .init(address: origin.accountable),
            leaving: .init(failures: 1)
        )
    }

    /// Counts that a request was not let in, if it was for what it showed or did not show.
    func note(_ error: AccessError, from origin: ClientOrigin) {
        guard APIError(error).status == .unauthorized else { return }
        // When there is no room for one more, the next request is refused without it.
        try? self.rates.count(.init(failures: 1), by: .init(address: origin.accountable))
    }

    /// Counts a session that is to be created.
    /// - Parameters:
    ///   - owner: who creates it, as a token proved.
    ///   - user: whom it is about.
    ///   - bytes: of the request's body.
    /// - Throws: ``APIError`` when it is one too many.
    func admitSession(
        from origin: ClientOrigin,
        owner: Subject? = nil,
        user: String? = nil,
        bytes: Int = 0
    ) throws(APIError) {
        try self.admit(
            .init(sessions: 1, bytes: bytes),
            by: .init(address: origin.accountable, owner: owner, user: user)
        )
    }

    /// Counts a call of a tool.
    /// - Throws: ``APIError`` when it is one too many.
    func admitCall(from origin: ClientOrigin, bytes: Int) throws(APIError) {
        try self.admit(.init(messages: 1, bytes: bytes), by: .init(address: origin.accountable))
    }

    private func admit(
        _ use: RateLimiter.Use,
        by party: RateLimiter.Party,
        leaving rest: RateLimiter.Use = .init()
    ) throws(APIError) {
        do throws(RateLimiter.Exceeded) {
            try self.rates.count(use, by: party, leaving: rest)
        } catch {
            throw APIError(error)
        }
    }
}
