package import AgentRuntime

/// How long a socket may stay: until its token ends, and as long as whoever gave the token out stands by it.
package struct SocketStay: Sendable {
    /// What came of asking about the token again.
    package enum Finding: Equatable, Sendable {
        /// It is good still, and must be asked about again then, if ever.
        case good(until: Timestamp?)
        case refused
        /// Whoever must be asked does not answer.
        case unknown
    }

    /// What is to be done.
    enum Step: Equatable {
        /// Look again then, if ever.
        case wait(until: Timestamp?)
        case ask
        case leave
    }

    /// How long nobody need answer before the socket has to go.
    static let patience = Duration.seconds(300)
    /// How long after one question without an answer the next is asked.
    static let pause = Duration.seconds(10)

    private var expiresAt: Timestamp?
    private var confirmedUntil: Timestamp?
    private var asksAt: Timestamp?
    /// Asks about the token again.
    let ask: @Sendable () async -> Finding

    /// - Parameters:
    ///   - expiresAt: when it must go, if it stays so long; never if `nil`.
    ///   - confirmedUntil: until when what was said of its token counts; as long as it stays if `nil`.
    init(
        until expiresAt: Timestamp?,
        confirmedUntil: Timestamp? = nil,
        ask: @escaping @Sendable () async -> Finding = { .unknown }
    ) {
        self.expiresAt = expiresAt
        self.confirmedUntil = confirmedUntil
        self.asksAt = confirmedUntil
        self.ask = ask
    }

    /// As long as it likes.
    package static let unlimited = SocketStay(until: nil)

    /// Whether it ever has to go.
    var isLimited: Bool { self.expiresAt != nil || self.asksAt != nil }

    func step(at now: Timestamp) -> Step {
        if let expiresAt, expiresAt <= now { return .leave }
        if let asksAt, asksAt <= now { return .ask }
        return .wait(until: [self.expiresAt, self.asksAt].compactMap(\.self).min())
    }

    /// Takes in what came of asking.
    mutating func learn(_ finding: Finding, at now: Timestamp) {
        switch finding {
        case .good(let until):
            self.confirmedUntil = until
            self.asksAt = until
        case .refused:
            self.expiresAt = now
        case .unknown:
            self.asksAt = now + Self.pause
            if let confirmedUntil, confirmedUntil + Self.patience <= now { self.expiresAt = now }
        }
    }
}
