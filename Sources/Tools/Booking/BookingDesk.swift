import AgentRuntime
import Logging

/// What the six tools of a desk share: what it offers and where it writes what is taken.
struct BookingDesk: Sendable {
    let offer: BookingOffer
    let agenda: Agenda
}

/// The tools of one booking desk.
struct BookingTools: Toolset {
    let tools: [any Tool]
    private let agenda: Agenda
    private let lease: AgendaLease
    private let logger: Logger

    init(desk: BookingDesk, lease: AgendaLease, logger: Logger) {
        self.tools = [
            SearchHealthServicesTool(desk: desk), FindSlotsTool(desk: desk), ReserveSlotTool(desk: desk),
            ConfirmBookingTool(desk: desk), CancelBookingTool(desk: desk),
            CancelAndRestartTool(desk: desk),
        ]
        self.agenda = desk.agenda
        self.lease = lease
        self.logger = logger
    }

    func sessionEnded(_ session: SessionID) async {
        do {
            let count = try await self.agenda.end(session)
            self.logger.debug("Gave back held slots", metadata: ["session": "\(session)", "count": "\(count)"])
        } catch {
            self.logger.error(
                "Held slots stay taken until they expire",
                metadata: ["session": "\(session)", "error": "\(error)"]
            )
        }
    }

    func shutdown() async {
        self.lease.end()
    }
}
