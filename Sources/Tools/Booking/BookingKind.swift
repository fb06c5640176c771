public import AgentRuntime

/// Makes the booking desk's six tools: `search_health_services`, `find_slots`, `reserve_slot`, `confirm_booking`,
/// `cancel_booking` and `cancel_and_restart`.
///
/// Free slots follow from the sample data and the date; holds and bookings are kept in `agenda.sqlite` in the data
/// directory. Desks of one kind on the same directory share one agenda, so that no two sessions of any region ever hold
/// the same slot.
public struct BookingKind: ToolKind {
    /// `booking`
    public static let name = "booking"

    /// How long effects and the keys of options are remembered.
    private static let memory = Duration.seconds(30 * 86_400)

    private let agendas = OpenAgendas()

    /// Makes the kind. The agendas it opens are shared by its desks only.
    public init() {}

    /// - Throws: ``BookingDataError`` where settings or data cannot work, a decoding error with file and line where a
    ///   document cannot be read, and an error of the database.
    public func makeTools(
        named name: String,
        settings: BookingSettings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let offer = try BookingOffer(settings, in: environment)
        let lease = try self.agendas.open("\(environment.dataDirectory)/agenda.sqlite")
        do {
            try await lease.agenda.purge(before: environment.now() - Self.memory)
        } catch {
            lease.end()
            throw error
        }
        return BookingTools(
            desk: BookingDesk(offer: offer, agenda: lease.agenda),
            lease: lease,
            logger: environment.logger
        )
    }
}
