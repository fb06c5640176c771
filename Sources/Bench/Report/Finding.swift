/// One measured number, and the bar it is held to.
struct Finding: Sendable {
    let what: String
    let measured: String
    /// `nil` where nothing is promised.
    var bar: String?
    var isMet: Bool?

    /// A number that must not exceed `limit`.
    init(_ what: String, _ value: Double, _ unit: Unit, atMost limit: Double? = nil) {
        self.what = what
        self.measured = unit.text(value)
        self.bar = limit.map { "<= \(unit.text($0))" }
        self.isMet = limit.map { value <= $0 }
    }

    /// A number that must reach `limit`.
    init(_ what: String, _ value: Double, _ unit: Unit, atLeast limit: Double) {
        self.what = what
        self.measured = unit.text(value)
        self.bar = ">= \(unit.text(limit))"
        self.isMet = value >= limit
    }

    /// A number beside the relay's, as a ratio that must not exceed `limit`.
    init(_ what: String, _ value: Double, beside relay: Double, _ unit: Unit, ratio limit: Double? = nil) {
        let ratio = value / relay
        self.what = what
        self.measured = "\(unit.text(value)), relay \(unit.text(relay)): \(Unit.times.text(ratio))"
        self.bar = limit.map { "<= \(Unit.times.text($0)) relay" }
        self.isMet = limit.map { ratio <= $0 }
    }
}

/// What a number counts, and how it is written.
enum Unit {
    case nanoseconds, microseconds, milliseconds, mebibytes, kibibytes, megabytesPerSecond, perSecond, count,
        hundredths,
        times, share

    func text(_ value: Double) -> String {
        switch self {
        case .nanoseconds: "\(Self.decimal(value, 1)) ns"
        case .microseconds: "\(Self.decimal(value, value < 10 ? 2 : value < 100 ? 1 : 0)) us"
        case .milliseconds: "\(Self.decimal(value, value < 10 ? 2 : 0)) ms"
        case .mebibytes: "\(Self.decimal(value, 1)) MiB"
        case .kibibytes: "\(Self.decimal(value, 1)) KiB"
        case .megabytesPerSecond: "\(Self.decimal(value, 0)) MB/s"
        case .perSecond: "\(Self.decimal(value, 0))/s"
        case .count: Self.decimal(value, 0)
        case .hundredths: Self.decimal(value, 2)
        case .times: "\(Self.decimal(value, 2))x"
        case .share: "\(Self.decimal(value * 100, 1)) %"
        }
    }

    /// The number with so many decimals and, from 10,000 on, commas between thousands.
    private static func decimal(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let whole = "\(scaled / Int(scale))"
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if whole.count > 4, index > 0, (whole.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        let fraction = "\(scaled % Int(scale))"
        let padded = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
        return (value < 0 && scaled > 0 ? "-" : "") + grouped + (places > 0 ? ".\(padded)" : "")
    }
}
