/// Which ids of calls a provider takes back.
public struct CallIDRule: Hashable, Sendable {
    /// In bytes.
    public var lengths: ClosedRange<Int>
    /// Whether there may be nothing but letters and digits of ASCII, and ``marks``.
    public var isAlphanumeric: Bool
    /// What else may be there where not everything may.
    public var marks: String

    /// - Parameters:
    ///   - lengths: how long an id may be, in bytes. Default: any length.
    ///   - isAlphanumeric: whether there may be nothing but letters and digits, and `marks`. Default `false`.
    ///   - marks: what else may be there then. Default nothing.
    public init(lengths: ClosedRange<Int> = 1...Int.max, isAlphanumeric: Bool = false, marks: String = "") {
        self.lengths = lengths
        self.isAlphanumeric = isAlphanumeric
        self.marks = marks
    }

    func allows(_ id: String) -> Bool {
        guard self.lengths.contains(id.utf8.count) else { return false }
        return !self.isAlphanumeric || id.utf8.allSatisfy { $0.isAlphanumeric || self.marks.utf8.contains($0) }
    }

    /// An id of ours as one that the provider takes: itself, or, where it is too short, behind zeros, so that it can be read
    /// off again: `t12c3` is `0000t12c3`. What cannot be said that way becomes digits that depend on it alone.
    func allowed(_ id: CallID) -> String {
        let id = id.rawValue
        let padding = max(0, self.lengths.lowerBound - id.utf8.count)
        let padded = String(repeating: "0", count: padding) + id
        return self.allows(padded) ? padded : self.digest(of: id)
    }

    /// FNV-1a of `text` in base 36, as long as the rule allows, 13 characters at most.
    func digest(of text: String) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 36)
        let length = min(max(13, self.lengths.lowerBound), self.lengths.upperBound)
        return String((String(repeating: "0", count: max(0, length - digits.count)) + digits).suffix(length))
    }
}

/// The ids under which calls and their results go back: the provider's own where it takes them and they tell the calls
/// apart, else ours. No two calls get the same.
struct SentCallIDs {
    private let rule: CallIDRule
    private var ids: [CallID: String] = [:]
    private var used: Set<String> = []

    init(_ rule: CallIDRule) {
        self.rule = rule
    }

    mutating func id(of call: ToolCall) -> String {
        if let id = self.ids[call.id] { return id }
        var id = call.providerID ?? ""
        if !self.rule.allows(id) || self.used.contains(id) { id = self.rule.allowed(call.id) }
        while self.used.contains(id) { id = self.rule.digest(of: "\(call.id) \(id)") }
        self.ids[call.id] = id
        self.used.insert(id)
        return id
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
