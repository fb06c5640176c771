/// A size in bytes as people write it in a configuration file: a whole number, or one with `KiB`, `MiB` or `GiB`.
public struct ByteCount: Hashable, Sendable, Decodable {
    public let bytes: Int

    /// - Returns: `nil` unless `text` is digits, optionally followed by `B`, `KiB`, `MiB` or `GiB`.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), let unit = Self.units[String(text.dropFirst(digits.count))] else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.bytes = product
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = ByteCount(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not a size. "
                    + "Write a number of bytes, or one with a unit such as 64KiB or 1MiB."
            )
        }
        self = value
    }

    /// The largest unit that `bytes` is a multiple of: `64KiB`.
    static func text(_ bytes: Int) -> String {
        let unit = ["GiB", "MiB", "KiB"].first { bytes > 0 && bytes.isMultiple(of: Self.units[$0] ?? 1) } ?? ""
        return "\(bytes / (Self.units[unit] ?? 1))\(unit)"
    }

    private static let units = ["": 1, "B": 1, "KiB": 1024, "MiB": 1024 * 1024, "GiB": 1024 * 1024 * 1024]
}
