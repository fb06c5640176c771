import AgentRuntime
import Testing

@testable import Tools

@Suite struct CancelBookingTests {
    @Test func aCodeCancelsFromAnotherSessionHoweverItIsWritten() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let code = try await desk.confirm(desk.hold(session), session: session).content["code"]?.string
        let written = try #require(code).lowercased().replacing("cb-", with: " ").replacing("0", with: "o")
        let cancelled = try await desk.cancel(written, session: SessionID())
        #expect(cancelled.content["code"]?.string == code)
        #expect(cancelled.content["already_cancelled"] == nil)
    }

    @Test func cancellingAgainSaysItIsCancelled() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let key = try await desk.hold(session)
        let code = try #require(try await desk.confirm(key, session: session).content["code"]?.string)
        _ = try await desk.cancel(code, session: session)
        let again = try await desk.cancel(code, session: session)
        #expect(again.content["cancelled"] == true)
        #expect(again.content["already_cancelled"] == true)
        await #expect(throws: BookingRefusal.bookingCancelled) { try await desk.confirm(key, session: session) }
    }

    @Test func cancellingTwiceDoesNotFreeTheSlotOfWhoTookItNext() async throws {
        let desk = try await BookingFixture()
        let (first, second) = (SessionID(), SessionID())
        let code = try #require(try await desk.confirm(desk.hold(first), session: first).content["code"]?.string)
        _ = try await desk.cancel(code, session: first)
        let key = try await desk.hold(second)
        _ = try await desk.cancel(code, session: first)
        #expect(try await desk.confirm(key, session: second).content["confirmed"] == true)
    }

    @Test func aHoldIsGivenBackByItsKeyAndAgainWithoutHarm() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let offered = try await desk.options(session)
        let key = try await desk.hold(session)
        #expect(try await desk.options(session) != offered)
        #expect(try await desk.cancel(key, session: session).content["cancelled"] == true)
        #expect(try await desk.options(session) == offered)
        #expect(try await desk.cancel(key, session: session).content["cancelled"] == true)
        await #expect(throws: BookingRefusal.holdLost) { try await desk.confirm(key, session: session) }
    }

    @Test func theKeyOfAConfirmedReservationDoesNotCancelTheBooking() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let key = try await desk.hold(session)
        let code = try #require(try await desk.confirm(key, session: session).content["code"]?.string)
        await #expect(throws: BookingRefusal.alreadyBooked(OptionKey(.reservation, 1), code: code)) {
            try await desk.cancel(key, session: session)
        }
        #expect(try await desk.confirm(key, session: session).content["code"]?.string == code)
    }

    @Test(arguments: ["CB-00000000", "CB-123", "XY-12345678", "", "r0", "CB-UUUUUUUU"])
    func anUnknownCodeCancelsNothing(_ code: String) async throws {
        let desk = try await BookingFixture()
        await #expect(throws: BookingRefusal.unknownCode) { try await desk.cancel(code, session: SessionID()) }
    }

    @Test func aPastAppointmentIsNotCancelled() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let code = try #require(try await desk.confirm(desk.hold(session), session: session).content["code"]?.string)
        let nextWeek = BookingFixture.monday + .seconds(7 * 86_400)
        await #expect(throws: BookingRefusal.pastAppointment) {
            try await desk.cancel(code, session: session, now: nextWeek)
        }
    }

    @Test func codesAreNotGuessable() {
        let codes = (0..<1000).map { _ in BookingCode().description }
        #expect(Set(codes).count == 1000)
        #expect(Set(codes.joined()).count == 33)  // The alphabet and the hyphen; C and B are in it.
    }
}
