/// A duration as people write it in a configuration file: a whole number and a unit, such as `250ms`, `30s`, `5m`, `1h` or
/// `60d`.
public struct ConfigurationDuration: Hashable, Sendable, Decodable, CustomStringConvertible {
    public let duration: Duration
    public let description: String

    /// - Returns: `nil` unless `text` is digits followed by one of `ms`, `s`, `m`, `h`, `d`, at most 100 years in all.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), let unit = Self.milliseconds[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow, product <= 100 * 366 * 86_400_000 else { return nil }
        self.duration = .milliseconds(product)
        self.description = text
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = ConfigurationDuration(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription:
                    "\"\(text)\" is not a duration. Write a whole number and a unit, such as 250ms, 30s, 5m, 1h or 60d."
            )
        }
        self = value
    }

    private static let milliseconds: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]
}
