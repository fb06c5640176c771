import AgentRuntime

/// What there may be so much of in a time.
package enum RateResource: CaseIterable, Sendable {
    case requests, failures, sessions, messages, bytes
}

/// What is left of each.
struct RateBuckets: Sendable {
    private var requests = TokenBucket()
    private var failures = TokenBucket()
    private var sessions = TokenBucket()
    private var messages = TokenBucket()
    private var bytes = TokenBucket()

    subscript(resource: RateResource) -> TokenBucket {
        get {
            switch resource {
            case .requests: self.requests
            case .failures: self.failures
            case .sessions: self.sessions
            case .messages: self.messages
            case .bytes: self.bytes
            }
        }
        set {
            switch resource {
            case .requests: self.requests = newValue
            case .failures: self.failures = newValue
            case .sessions: self.sessions = newValue
            case .messages: self.messages = newValue
            case .bytes: self.bytes = newValue
            }
        }
    }
}

extension RateLimiter.Use {
    subscript(resource: RateResource) -> Int {
        switch resource {
        case .requests: self.requests
        case .failures: self.failures
        case .sessions: self.sessions
        case .messages: self.messages
        case .bytes: self.bytes
        }
    }
}

extension GatewaySettings.ScopeRates {
    subscript(resource: RateResource) -> Rate? {
        switch resource {
        case .requests: self.requests
        case .failures: self.failures
        case .sessions: self.sessions
        case .messages: self.messages
        case .bytes: self.bytes
        }
    }
}
