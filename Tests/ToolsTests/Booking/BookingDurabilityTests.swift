import AgentRuntime
import Foundation
import Testing

@testable import Tools

@Suite struct BookingDurabilityTests {
    private func isOffered(_ desk: BookingFixture, now: Timestamp = BookingFixture.monday) async throws -> Bool {
        try await desk.options(SessionID(), now: now).contains { $0["date"] == "2026-11-24" && $0["time"] == "9:00" }
    }

    @Test func oneKeyTakesEffectOnce() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        _ = try await desk.options(session)
        let first = try await desk.call("reserve_slot", ["option": "o1"], session: session, call: "c1")
        let repeated = try await desk.call("reserve_slot", ["option": "o2"], session: session, call: "c1")
        #expect(repeated == first)
        let other = try await desk.call("reserve_slot", ["option": "o2"], session: session, call: "c2")
        #expect(other.content["reservation"] == "r2")
    }

    @Test func anOutcomeIsKnownAfterReopening() async throws {
        let folder = try TemporaryFolder()
        let session = SessionID()
        let before = try await BookingFixture(in: folder)
        let key = try await before.hold(session)
        let booked = try await before.confirm(key, session: session, call: "c1")
        await before.toolset.shutdown()

        let after = try await BookingFixture(in: folder)
        #expect(try await after.outcome("confirm_booking", session: session, call: "c1") == booked)
        #expect(try await after.outcome("confirm_booking", session: session, call: "c2") == nil)
        #expect(try await after.confirm(key, session: session, call: "c1") == booked)
    }

    @Test func whatFailedDidNotHappen() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let key = try await desk.hold(session)
        await #expect(throws: ToolFailure.self) {
            try await desk.confirm(key, ["phone": "12"], session: session, call: "c1")
        }
        #expect(try await desk.outcome("confirm_booking", session: session, call: "c1") == nil)
        #expect(try await desk.confirm(key, session: session, call: "c1").content["confirmed"] == true)
    }

    @Test func optionsSurviveReopeningAndTheirKeysAreNotGivenAgain() async throws {
        let folder = try TemporaryFolder()
        let session = SessionID()
        let before = try await BookingFixture(in: folder)
        let options = try await before.options(session)
        await before.toolset.shutdown()

        let after = try await BookingFixture(in: folder)
        let evening = try await after.options(session, ["service": "INV-2"])
        #expect(evening.first?["key"] == .string("o\(options.count + 1)"))
        #expect(try await after.options(session) == options)
        let held = try await after.call("reserve_slot", ["option": "o1"], session: session)
        #expect(held.content["date"] == options.first?["date"])
        #expect(held.content["time"] == options.first?["time"])
    }

    @Test func aHoldExpiresAndItsSlotIsFreeAgain() async throws {
        let desk = try await BookingFixture(settings: ["hold": "10m"])
        let session = SessionID()
        let key = try await desk.hold(session)
        let lastMoment = BookingFixture.monday + .milliseconds(599_999)
        let expiry = BookingFixture.monday + .seconds(600)
        #expect(try await !self.isOffered(desk, now: lastMoment))
        #expect(try await self.isOffered(desk, now: expiry))
        await #expect(throws: BookingRefusal.holdLost) { try await desk.confirm(key, session: session, now: expiry) }
        #expect(try await desk.hold(SessionID(), now: expiry) == "r1")
        await #expect(throws: BookingRefusal.holdLost) {
            try await desk.confirm(key, session: session, now: lastMoment)
        }
    }

    @Test func aSessionThatEndsGivesItsHoldsBackAndKeepsItsBookings() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let booked = try await desk.confirm(desk.hold(session), session: session)
        let held = try await desk.hold(session)
        await desk.toolset.sessionEnded(session)
        await desk.toolset.sessionEnded(session)

        #expect(try await !self.isOffered(desk))
        #expect(try await desk.hold(SessionID()) == "r1")
        await #expect(throws: BookingRefusal.holdLost) { try await desk.confirm(held, session: session) }
        await #expect(throws: BookingRefusal.unknownOption) {
            try await desk.call("reserve_slot", ["option": "o1"], session: session)
        }
        let code = try #require(booked.content["code"]?.string)
        #expect(try await desk.cancel(code, session: SessionID()).content["cancelled"] == true)
    }

    @Test func desksOfOneKindShareAnAgendaUntilTheLastLeaves() async throws {
        let folder = try TemporaryFolder()
        let kind = BookingKind()
        let lombardia = try await BookingFixture(in: folder, kind: kind)
        let piemonte = try await BookingFixture(in: folder, region: BookingFixture.piemonte, kind: kind)
        let code = try await lombardia.confirm(lombardia.hold(Self.session), session: Self.session).content["code"]?
            .string
        await lombardia.toolset.shutdown()
        await lombardia.toolset.shutdown()
        let cancelled = try await piemonte.cancel(try #require(code), session: SessionID())
        #expect(cancelled.content["centre"] == "Centro Nuvola Verde")
    }

    private static let session = SessionID()

    @Test func nobodyElseReadsTheAgenda() async throws {
        let desk = try await BookingFixture()
        _ = try await desk.hold(SessionID())
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(desk.folder.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func whatIsOlderThanAMonthIsForgottenButBookings() async throws {
        let folder = try TemporaryFolder()
        let session = SessionID()
        let agenda = try await BookingFixture(in: folder)
        let longAgo = BookingFixture.monday - .seconds(40 * 86_400)
        let booked = try await agenda.confirm(
            agenda.hold(session, now: longAgo),
            session: session,
            call: "c1",
            now: longAgo
        )
        await agenda.toolset.shutdown()

        let after = try await BookingFixture(in: folder)
        #expect(try await after.outcome("confirm_booking", session: session, call: "c1") == nil)
        await #expect(throws: BookingRefusal.unknownOption) {
            try await after.call("reserve_slot", ["option": "o1"], session: session)
        }
        let code = try #require(booked.content["code"]?.string)
        await #expect(throws: BookingRefusal.pastAppointment) { try await after.cancel(code, session: session) }
    }
}
