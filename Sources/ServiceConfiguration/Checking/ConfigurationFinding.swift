/// Something that is to be known about a configuration, and where.
public struct ConfigurationFinding: Hashable, Sendable, CustomStringConvertible {
    /// How much it matters.
    public enum Severity: Hashable, Sendable {
        /// Worth knowing; the service runs.
        case note
        /// The service does not start, or does not do what is written.
        case error
    }

    public let severity: Severity
    public let location: ConfigurationLocation
    /// What there is and, for an error, what to do about it.
    public let reason: String

    public init(_ severity: Severity, at location: ConfigurationLocation, _ reason: String) {
        self.severity = severity
        self.location = location
        self.reason = reason
    }

    /// `config/regions/lombardia.yaml:80: texts.closed hides config/base.yaml:9.`
    public var description: String { "\(self.location): \(self.reason)" }
}
