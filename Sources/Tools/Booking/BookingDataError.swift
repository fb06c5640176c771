/// What is wrong with the data of a booking desk, and what to do about it.
public struct BookingDataError: Error, Hashable, CustomStringConvertible {
    /// The file, as the settings name it.
    public let file: String
    /// What to mend in it.
    public let reason: String

    /// File and reason.
    public var description: String { "\(self.file): \(self.reason)" }
}
