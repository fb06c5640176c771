/// What a metric is called and what it says; the same in the service, in its page and in what alerts on it.
public struct Metric: Hashable, Sendable {
    /// The kinds that Prometheus knows.
    public enum Kind: String, Hashable, Sendable {
        case counter, gauge, histogram
    }

    /// By Prometheus's rules: a prefix of ours, the unit and, for counters, `_total` at its end.
    public let name: String
    public let kind: Kind
    /// The names of its labels. Their values are names from configuration and code, never what a client sent.
    public let labels: [String]
    /// One sentence.
    public let help: String

    /// - Parameter name: without the prefix `chat_`, unless it is one that all processes share.
    init(_ name: String, _ kind: Kind, _ labels: [String] = [], _ help: String) {
        self.name = name.hasPrefix("process_") ? name : "chat_\(name)"
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    /// The names of its samples: a histogram has three.
    public var sampleNames: [String] {
        self.kind == .histogram ? ["_bucket", "_sum", "_count"].map { self.name + $0 } : [self.name]
    }
}
