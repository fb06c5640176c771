public import AgentRuntime

/// Who sent a request, as far as a token has proved it.
public struct Principal: Hashable, Sendable {
    /// Names whom the token was given to; the sessions that it creates belong to this name.
    public let subject: Subject
    /// The regions it is good for; all of them if `nil`.
    public let regions: Set<RegionID>?
    /// Whether it may look after everybody's sessions.
    public let isAdmin: Bool
    /// From when on it is not accepted any more, what clocks may differ by included; never if `nil`.
    public let expiresAt: Timestamp?
    /// From when on its token must be asked about anew, where that can be taken back before it ends; never if `nil`.
    public var confirmedUntil: Timestamp?

    public init(
        subject: Subject,
        regions: Set<RegionID>? = nil,
        isAdmin: Bool = false,
        expiresAt: Timestamp? = nil,
        confirmedUntil: Timestamp? = nil
    ) {
        self.subject = subject
        self.regions = regions
        self.isAdmin = isAdmin
        self.expiresAt = expiresAt
        self.confirmedUntil = confirmedUntil
    }

    func mayUse(_ region: RegionID) -> Bool {
        self.regions?.contains(region) ?? true
    }

    func isExpired(at now: Timestamp) -> Bool {
        self.expiresAt.map { $0 <= now } ?? false
    }
}
