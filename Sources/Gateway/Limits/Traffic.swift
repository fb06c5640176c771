import AgentRuntime
import HTTPTransport
import Observability

/// What all of a gateway's doors hold their clients to.
struct Traffic: Sendable {
    let rates: RateLimiter
    let slots: SocketSlots
    let proxies: GatewaySettings.Proxies
    private let metrics: ServiceMetrics

    init(_ settings: GatewaySettings, clock: any Clock<Duration>) {
        self.rates = RateLimiter(settings.rates, clock: clock)
        self.slots = SocketSlots(settings.capacity)
        self.proxies = settings.proxies
        self.metrics = settings.telemetry.metrics
    }

    /// Counts a session that is to be created.
    /// - Parameters:
    ///   - user: whose it will be.
    ///   - bytes: of the request's body.
    /// - Throws: ``APIError`` when it is one too many.
    func admitSession(from origin: ClientOrigin, user: Subject?, bytes: Int = 0) throws(APIError) {
        try self.admit(.init(sessions: 1, bytes: bytes), by: .init(address: origin.accountable, user: user))
    }

    /// Counts a call of a tool.
    /// - Throws: ``APIError`` when it is one too many.
    func admitCall(from origin: ClientOrigin, bytes: Int) throws(APIError) {
        try self.admit(.init(messages: 1, bytes: bytes), by: .init(address: origin.accountable))
    }

    private func admit(_ use: RateLimiter.Use, by party: RateLimiter.Party) throws(APIError) {
        do throws(RateLimiter.Exceeded) {
            try self.rates.count(use, by: party)
        } catch {
            self.metrics.refused(error.reason)
            throw APIError(error)
        }
    }
}
