import AgentRuntime
import Testing

@testable import Tools

@Suite struct BookingFlowTests {
    @Test func aPatientFindsHoldsConfirmsAndCancels() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()

        let found = try await desk.call("search_health_services", ["query": "visita inventata"], session: session)
        #expect(found.content["services"]?[0]?["key"] == "s1")
        #expect(found.content["services"]?[0]?["price"] == "1.250,50 €")
        #expect(found.content["services"]?[0]?["cities"] == ["Milano", "Rozzano"])

        let slots = try await desk.call("find_slots", ["service": "s1", "place": "Milano"], session: session)
        let first = try #require(slots.content["options"]?[0])
        #expect(first["key"] == "o1")
        #expect(first["day"] == "martedì 24 novembre 2026")
        #expect(first["time"] == "9:00")
        #expect(first["centre"] == "Centro Nuvola Verde")
        #expect(first["address"] == "Via Inventata 1, Milano")

        let held = try await desk.call("reserve_slot", ["option": "o1"], session: session)
        #expect(held.content["reservation"] == "r1")
        #expect(held.content["valid_until"] == "10:15")
        #expect(held.content["confirmed"] == nil)
        #expect(held.instruction?.contains("confirm_booking") == true)

        let booked = try await desk.confirm("r1", session: session)
        #expect(booked.content["confirmed"] == true)
        #expect(booked.content["day"] == first["day"])
        #expect(booked.content["price_cents"] == 125050)
        #expect(booked.content["preparation"] == "Portare una matita.")
        #expect(!booked.text.contains("Finta"))
        let code = try #require(booked.content["code"]?.string)
        #expect(BookingCode(code)?.description == code)

        let cancelled = try await desk.cancel(code, session: session)
        #expect(cancelled.content["cancelled"] == true)
        #expect(try await desk.options(session).contains { $0["date"] == "2026-11-24" && $0["time"] == "9:00" })
    }

    @Test func aSlotThatFiftySessionsWereOfferedGoesToOne() async throws {
        let folder = try TemporaryFolder()
        let desks = [try await BookingFixture(in: folder), try await BookingFixture(in: folder)]
        let sessions = (0..<50).map { _ in SessionID() }
        for session in sessions { #expect(try await desks[0].options(session).first?["key"] == "o1") }
        let winners = try await withThrowingTaskGroup(of: SessionID?.self) { group in
            for (index, session) in sessions.enumerated() {
                group.addTask {
                    do {
                        _ = try await desks[index % 2].call("reserve_slot", ["option": "o1"], session: session)
                        return session
                    } catch let failure as ToolFailure {
                        #expect(failure == BookingRefusal.slotTaken)
                        return nil
                    }
                }
            }
            return try await group.reduce(into: [SessionID]()) { if let winner = $1 { $0.append(winner) } }
        }
        #expect(winners.count == 1)
    }

    @Test func oneBookingComesOfOneHold() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let key = try await desk.hold(session)
        let codes = try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            for _ in 0..<8 {
                group.addTask { try await desk.confirm(key, session: session).content["code"] }
            }
            return try await group.reduce(into: Set<JSONValue?>()) { $0.insert($1) }
        }
        #expect(codes.count == 1)
    }

    @Test func confirmingAgainReturnsTheSameBookingEvenAfterTheHoldWouldHaveExpired() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let key = try await desk.hold(session)
        let booked = try await desk.confirm(key, session: session)
        let again = try await desk.confirm(
            key,
            ["last_name": "Altra"],
            session: session,
            now: BookingFixture.monday + .seconds(3600)
        )
        #expect(again == booked)
    }

    @Test func holdingTheSameOptionAgainKeepsTheOneHold() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        _ = try await desk.options(session)
        let first = try await desk.call("reserve_slot", ["option": "o1"], session: session)
        let second = try await desk.call(
            "reserve_slot",
            ["option": "O1 "],
            session: session,
            now: BookingFixture.monday + .seconds(60)
        )
        #expect(second == first)
    }

    @Test func aSessionHoldsOnlySoManySlots() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        for _ in 0..<AgendaTransaction.maximumHolds { _ = try await desk.hold(session) }
        await #expect(throws: BookingRefusal.tooManyHolds((1...4).map { OptionKey(.reservation, $0) })) {
            try await desk.hold(session)
        }
        _ = try await desk.cancel("r2", session: session)
        #expect(try await desk.hold(session) == "r5")
    }

    @Test func anotherSessionsKeysMeanNothing() async throws {
        let desk = try await BookingFixture()
        let owner = SessionID()
        let key = try await desk.hold(owner)
        let stranger = SessionID()
        await #expect(throws: BookingRefusal.unknownOption) {
            try await desk.call("reserve_slot", ["option": "o1"], session: stranger)
        }
        await #expect(throws: BookingRefusal.unknownReservation) { try await desk.confirm(key, session: stranger) }
        await #expect(throws: BookingRefusal.unknownReservation) { try await desk.cancel(key, session: stranger) }
        await #expect(throws: BookingRefusal.unknownService) { try await desk.options(stranger, ["service": "s1"]) }
    }
}
