/// Money, exactly: a whole number of 10⁻¹² of the configured currency's unit.
///
/// It is counted so finely because prices are told per million tokens: one with up to six decimals is a whole number per
/// token, so no step is rounded and sums are exact. The type holds nine million units and stays there rather than overflow.
public struct Cost: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    /// 10⁻¹² units of the currency.
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public static let zero = Cost(rawValue: 0)

    /// Reads an amount as people write it: digits, and up to `decimals` more after a point. `nil` for anything else.
    public init?(_ text: String, decimals: Int = 12) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard let whole = parts.first, !whole.isEmpty, !fraction.isEmpty, fraction.count <= min(decimals, 12),
            (whole + fraction).allSatisfy({ $0.isASCII && $0.isNumber }),
            let value = Int64(whole + fraction + String(repeating: "0", count: 12 - fraction.count))
        else { return nil }
        self.rawValue = value
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public static func + (left: Self, right: Self) -> Self {
        let (sum, overflows) = left.rawValue.addingReportingOverflow(right.rawValue)
        return Self(rawValue: overflows ? .max : sum)
    }
}

extension Cost: CustomStringConvertible {
    /// The amount as a decimal, without trailing zeros: `0.00125`.
    public var description: String {
        let (whole, fraction) = self.rawValue.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000)
        let sign = self.rawValue < 0 ? "-" : ""
        if fraction == 0 { return "\(sign)\(whole)" }
        let digits = "\(fraction)"
        var decimals = String(repeating: "0", count: 12 - digits.count) + digits
        while decimals.last == "0" { decimals.removeLast() }
        return "\(sign)\(whole).\(decimals)"
    }
}
