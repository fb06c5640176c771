import AgentRuntime
import GRDB

/// A slot that a session took from the agenda.
struct Reservation: Sendable {
    enum State: String, Sendable {
        /// Kept for the session until it expires.
        case held
        /// A booking was made of it.
        case booked
        /// Given back, expired or cancelled.
        case released
    }

    let id: Int64
    let key: OptionKey
    let appointment: Appointment
    let state: State
    let expiresAt: Timestamp
    /// Of the booking made of it, also when that is cancelled.
    let code: String?

    /// Reads the columns of ``columns``.
    init(_ row: Row) throws {
        self.id = row["id"]
        self.key = OptionKey(.reservation, row["number"])
        self.appointment = try JSONValue(parsing: row["appointment"] as String).decoded()
        self.state = State(rawValue: row["state"]) ?? .released
        self.expiresAt = Timestamp(milliseconds: row["expires_at"])
        self.code = row["code"]
    }

    /// The start of a query that reads reservations.
    static let select = "SELECT r.*, b.code FROM reservations r LEFT JOIN bookings b ON b.reservation = r.id "
}
