/// A mistake in the configuration that stops the service from starting.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The file as it was reached, such as `config/regions/lombardia.yaml`, or `environment`.
    public let file: String
    /// From 1; `nil` where the mistake concerns the whole file.
    public let line: Int?
    /// What is wrong and how to mend it. Never the value of an environment variable that may be a secret.
    public let reason: String
    /// The keys that could stand there, where it is about one that nobody reads.
    var knownKeys: [String]?

    public init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String {
        "\(self.file)\(self.line.map { ":\($0)" } ?? ""): \(self.reason)"
    }
}
