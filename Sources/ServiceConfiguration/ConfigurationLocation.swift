/// Where something stands in the configuration, so that a later finding can still say so.
public struct ConfigurationLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was reached, such as `config/regions/lombardia.yaml`.
    public let file: String
    /// From 1; `nil` for the whole file.
    public let line: Int?

    public init(file: String, line: Int? = nil) {
        self.file = file
        self.line = line
    }

    /// A mistake that was found here.
    /// - Parameter reason: what is wrong and how to mend it.
    public func error(_ reason: String) -> ConfigurationError {
        ConfigurationError(file: self.file, line: self.line, reason: reason)
    }

    /// A name that stands here and means nothing: `No tool kind is named "sport_price". Did you mean "sports_price"?`
    /// - Parameters:
    ///   - noun: what the name should be one of, such as `tool kind`.
    ///   - known: the names that there are.
    public func error(unknown noun: String, named name: String, among known: [String]) -> ConfigurationError {
        self.error("No \(noun) is named \"\(name)\". \(advice(for: name, among: known, noun: noun))")
    }

    public var description: String {
        "\(self.file)\(self.line.map { ":\($0)" } ?? "")"
    }
}
