import AgentRuntime

/// A session database that cannot be used.
public struct SQLiteSessionStoreError: Error, Hashable, CustomStringConvertible {
    /// The file that was to be opened.
    public let path: String
    /// Why it cannot be, in the database's words.
    public let reason: String

    /// Which file cannot be opened, why, and what to do.
    public var description: String {
        """
        The session database \(self.path) cannot be opened: \(self.reason). \
        Make its folder writable for this user, free the file, or choose another path.
        """
    }
}

/// A journal that is damaged: an event is missing or cannot be read.
struct CorruptSessionError: Error, CustomStringConvertible {
    let session: SessionID
    /// The first event that is not as it was written.
    let event: EventSequence

    var description: String {
        """
        Event \(self.event) of session \(self.session) is missing or damaged. \
        Restore the database from a backup, or erase the session.
        """
    }
}

extension SessionStoreError {
    /// The error as it is, or as what lies under an unavailable store.
    init(wrapping error: any Error) {
        self = error as? SessionStoreError ?? .unavailable(underlying: error)
    }
}
