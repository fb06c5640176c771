import AgentRuntime
import GRDB

extension AgendaTransaction {
    /// How many slots one session may hold at a time.
    static let maximumHolds = 4

    /// Takes the slot for the session; a slot that it holds already stays as it is held.
    /// - Throws: `ToolFailure` when another has the slot or the session holds too many.
    func hold(_ appointment: Appointment, for duration: Duration) throws -> Reservation {
        try self.releaseExpired()
        let own = try self.reservations(
            "WHERE r.session = ? AND r.state = 'held'",
            [self.session.rawValue]
        )
        let same = own.first {
            let held = $0.appointment
            return held.service == appointment.service && held.centre == appointment.centre
                && held.start == appointment.start
        }
        if let same { return same }
        guard own.count < Self.maximumHolds else { throw BookingRefusal.tooManyHolds(own.map(\.key)) }
        try self.database.execute(
            sql: """
                INSERT INTO reservations (session, number, centre, service, start, appointment, state, expires_at)
                SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, 'held', ?6 FROM reservations WHERE session = ?1
                ON CONFLICT DO NOTHING
                """,
            arguments: [
                self.session.rawValue, appointment.centre, appointment.service, appointment.start.milliseconds,
                JSONValue(encoding: appointment).description, (self.now + duration).milliseconds,
            ]
        )
        guard self.database.changesCount == 1,
            let made = try self.reservations("WHERE r.id = ?", [self.database.lastInsertedRowID]).first
        else { throw BookingRefusal.slotTaken }
        return made
    }

    /// The session's reservation called `key`.
    func reservation(_ key: OptionKey) throws -> Reservation? {
        try self.reservations("WHERE r.session = ? AND r.number = ?", [self.session.rawValue, key.number]).first
    }

    /// The reservation of which the booking `code` was made, in whatever session.
    func reservation(_ code: BookingCode) throws -> Reservation? {
        try self.reservations("WHERE b.code = ?", [code.description]).first
    }

    /// Makes a booking of a held reservation and returns its code.
    func book(_ reservation: Reservation, for patient: Patient) throws -> String {
        let details = try JSONValue(encoding: patient).description
        var code = BookingCode().description
        while try self.exists(code) { code = BookingCode().description }
        try self.database.execute(
            sql: "INSERT INTO bookings (code, reservation, patient, made_at) VALUES (?, ?, ?, ?)",
            arguments: [code, reservation.id, details, self.now.milliseconds]
        )
        try self.set(reservation, .booked)
        return code
    }

    /// Gives the slot of a reservation back and marks its booking, if it has one, as cancelled.
    func release(_ reservation: Reservation) throws {
        try self.set(reservation, .released)
        try self.database.execute(
            sql: "UPDATE bookings SET cancelled_at = ? WHERE reservation = ? AND cancelled_at IS NULL",
            arguments: [self.now.milliseconds, reservation.id]
        )
    }

    private func exists(_ code: String) throws -> Bool {
        try Bool.fetchOne(
            self.database,
            sql: "SELECT EXISTS (SELECT 1 FROM bookings WHERE code = ?)",
            arguments: [code]
        ) ?? false
    }

    private func releaseExpired() throws {
        try self.database.execute(
            sql: "UPDATE reservations SET state = 'released' WHERE state = 'held' AND expires_at <= ?",
            arguments: [self.now.milliseconds]
        )
    }

    private func set(_ reservation: Reservation, _ state: Reservation.State) throws {
        try self.database.execute(
            sql: "UPDATE reservations SET state = ? WHERE id = ?",
            arguments: [state.rawValue, reservation.id]
        )
    }

    private func reservations(_ condition: String, _ arguments: StatementArguments) throws -> [Reservation] {
        try Row.fetchAll(
            self.database,
            sql: Reservation.select + condition + " ORDER BY r.number",
            arguments: arguments
        ).map(Reservation.init)
    }
}
