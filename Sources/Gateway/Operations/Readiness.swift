public import AgentRuntime
import NIOConcurrencyHelpers

/// Whether the service should be sent conversations: what `/ready` answers.
public final class Readiness: Sendable {
    /// Something that conversations need.
    public struct Check: Sendable {
        let name: String
        let problem: @Sendable () async -> String?

        /// - Parameters:
        ///   - name: what is looked at, in snake case, such as `store`.
        ///   - problem: what is wrong with it, in a sentence that tells no secret; `nil` where nothing is.
        public init(_ name: String, problem: @escaping @Sendable () async -> String?) {
            self.name = name
            self.problem = problem
        }
    }

    /// What came of looking.
    struct Finding: Sendable {
        /// What is wrong, by the checks' names; empty if nothing is.
        var problems: [(name: String, problem: String)] = []
        var isReady: Bool { self.problems.isEmpty }
    }

    private struct State {
        var last: (finding: Finding, at: ContinuousClock.Instant)?
    }

    /// How long a finding holds: checks may write, and anybody may ask.
    private let lifetime: Duration
    private let checks: [Check]
    private let state = NIOLockedValueBox(State())

    /// - Parameter lifetime: how long a finding holds. Default 1 s.
    public init(_ checks: [Check] = [], lifetime: Duration = .seconds(1)) {
        self.checks = checks
        self.lifetime = lifetime
    }

    /// Looks, unless somebody just has.
    /// - Parameter phase: the service's; one that is about to stop wants no new conversations.
    func finding(in phase: ServicePhase) async -> Finding {
        if phase == .draining { return Finding(problems: [("draining", "The service is stopping.")]) }
        if let last = self.state.withLockedValue(\.last), .now - last.at < self.lifetime { return last.finding }
        var finding = Finding()
        for check in self.checks {
            if let problem = await check.problem() { finding.problems.append((check.name, problem)) }
        }
        self.state.withLockedValue { [finding] in $0.last = (finding, .now) }
        return finding
    }
}

extension Readiness.Check {
    /// Whether a region's model can be asked at all. One region that can answer is enough: the others say so themselves.
    public static func models(of agents: AgentDirectory) -> Self {
        Self("models") {
            agents.current.agents.values.contains(where: \.model.isAvailable)
                ? nil : "The circuit breakers of all models are open."
        }
    }
}
