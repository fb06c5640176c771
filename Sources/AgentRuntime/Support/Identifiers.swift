import Foundation

/// Names a session: an unguessable version 4 UUID in lower case (RFC 9562), which is also what lets a client in.
public struct SessionID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String

    /// A new one, from the system's secure random numbers.
    public init() {
        self.rawValue = UUID().uuidString.lowercased()
    }

    /// Reads a UUID in either case; `nil` for anything else.
    public init?(rawValue: String) {
        guard rawValue.utf8.count == 36, let id = UUID(uuidString: rawValue) else { return nil }
        self.rawValue = id.uuidString.lowercased()
    }

    public var description: String { self.rawValue }
}

/// Numbers the events of one session's journal, from 1 and without gaps.
public struct EventSequence: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Before the first event.
    public static let start = EventSequence(rawValue: 0)
    /// The number that follows.
    public var next: EventSequence { EventSequence(rawValue: self.rawValue + 1) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "\(self.rawValue)" }
}

/// Numbers the frames of one session, from 1; comparable only within one ``FrameEpoch``.
public struct FrameSequence: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Before the first frame.
    public static let start = FrameSequence(rawValue: 0)
    /// The number that follows.
    public var next: FrameSequence { FrameSequence(rawValue: self.rawValue + 1) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "\(self.rawValue)" }
}

/// Names one unbroken numbering of a session's frames; an interrupted turn starts a new one.
public struct FrameEpoch: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A new one: 8 random hexadecimal digits.
    public init() {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        self.rawValue = String(repeating: "0", count: 8 - digits.count) + digits
    }
    public var description: String { self.rawValue }
}

/// Numbers the turns of one session, from 1, in the order their messages arrived.
public struct TurnNumber: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "\(self.rawValue)" }
}

/// Names one tool call within its session. Ours, because providers repeat or omit theirs.
public struct CallID: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.rawValue = value }
    /// The `number`th call of a turn, counted from 1 over all its steps: `t3c1`.
    public init(turn: TurnNumber, number: Int) { self.rawValue = "t\(turn)c\(number)" }
    public var description: String { self.rawValue }
}

/// Names a region in configuration, paths and requests: lower-case letters, digits, `-` and `_`.
public struct RegionID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String
    /// Folds the case: `Piemonte` and `piemonte` are one region.
    public init(rawValue: String) { self.rawValue = rawValue.lowercased() }
    public var description: String { self.rawValue }
}
