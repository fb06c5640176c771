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

/// A journal that is damaged.
struct CorruptSessionError: Error, CustomStringConvertible {
    let session: SessionID
    /// The first event that is not as it was written; `nil` where the file does not even say that.
    let event: EventSequence?

    var description: String {
        let place = self.event.map { "Event \($0)" } ?? "The journal"
        return "\(place) of session \(self.session) is missing or damaged. \(Self.advice(self.session))"
    }

    static func advice(_ session: SessionID) -> String {
        "Restore the database from a backup, or erase the session: chat-service sessions erase \(session)"
    }
}

/// A session whose own row is damaged.
struct CorruptRecordError: Error, CustomStringConvertible {
    /// What should be its id.
    let id: String

    var description: String {
        let advice = SessionID(rawValue: self.id).map(CorruptSessionError.advice)
        return """
            The record of session \(self.id) is damaged. \(advice ?? "Restore the database from a backup, or delete the row.")
            """
    }
}

extension SessionStoreError {
    /// The error as it is, as a damaged session, or as what lies under an unavailable store.
    init(wrapping error: any Error) {
        switch error {
        case let error as SessionStoreError: self = error
        case let error as CorruptSessionError: self = .damaged(error.session, underlying: error)
        case let error as CorruptRecordError:
            self =
                SessionID(rawValue: error.id).map { .damaged($0, underlying: error) } ?? .unavailable(underlying: error)
        default: self = .unavailable(underlying: error)
        }
    }
}
