/// A session at a glance: what its first event says, and what was counted since.
public struct SessionRecord: Hashable, Sendable {
    public let id: SessionID
    public let createdAt: Timestamp
    /// Whom it is about, as its creator said.
    public let user: String?
    /// Who created it, as a token proved; `nil` where none was asked for.
    public let owner: Subject?
    public let region: RegionID
    /// What the creator attached, without secrets.
    public let metadata: [String: JSONValue]
    public var progress: SessionProgress

    public init(
        id: SessionID,
        createdAt: Timestamp,
        user: String?,
        owner: Subject? = nil,
        region: RegionID,
        metadata: [String: JSONValue],
        progress: SessionProgress
    ) {
        self.id = id
        self.createdAt = createdAt
        self.user = user
        self.owner = owner
        self.region = region
        self.metadata = metadata
        self.progress = progress
    }
}

extension SessionRecord {
    /// Under whose name the session counts where users are limited; `nil` for nobody's.
    public var holder: Subject? { self.owner ?? self.user.map { Subject($0) } }
}

/// What is counted over a session's events. Purely additive, so that a store can add up a batch in one statement.
public struct SessionProgress: Hashable, Sendable {
    /// The number of the last event.
    public var last = EventSequence.start
    /// Messages of the user and answers of the assistant.
    public var messages = 0
    /// Turns that wait or run.
    public var openTurns = 0
    /// What the models have read and written, failed requests included.
    public var usage = TokenUsage.zero
    /// What that cost; `nil` while no model had a price.
    public var cost: Cost?
    /// When the last event happened.
    public var lastUsedAt: Timestamp
    /// When the session was closed; `nil` while it is open.
    public var closedAt: Timestamp?

    public init(lastUsedAt: Timestamp) {
        self.lastUsedAt = lastUsedAt
    }

    /// What `events` add.
    public init(of events: [SessionEvent]) {
        self.init(lastUsedAt: Timestamp(milliseconds: 0))
        for event in events {
            self.last = max(self.last, event.sequence)
            self.lastUsedAt = max(self.lastUsedAt, event.at)
            self.spending += Spending(event.fact)
            switch event.fact {
            case .userMessage:
                self.messages += 1
                self.openTurns += 1
            case .turnCompleted:
                self.messages += 1
                self.openTurns -= 1
            case .turnFailed, .turnCancelled:
                self.openTurns -= 1
            case .sessionClosed:
                self.closedAt = event.at
            case .sessionCreated(let created):
                self.messages += created.greeting == nil ? 0 : 1
            case .modelResponded, .modelFailed, .toolCalled, .toolReturned, .approvalRequested, .approvalAnswered,
                .contextSummarised, .unknown:
                break
            }
        }
    }

    /// Usage and cost in one.
    public var spending: Spending {
        get { Spending(self.usage, cost: self.cost) }
        set { (self.usage, self.cost) = (newValue.usage, newValue.cost) }
    }

    public static func += (total: inout Self, more: Self) {
        total.last = max(total.last, more.last)
        total.messages += more.messages
        total.openTurns += more.openTurns
        total.spending += more.spending
        total.lastUsedAt = max(total.lastUsedAt, more.lastUsedAt)
        total.closedAt = total.closedAt ?? more.closedAt
    }
}
