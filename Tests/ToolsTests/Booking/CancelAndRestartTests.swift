import AgentRuntime
import Testing

@testable import Tools

@Suite struct CancelAndRestartTests {
    private let session = SessionID()

    private func call(_ desk: BookingFixture, turn: Int) async throws -> JSONValue {
        try await desk.call("cancel_and_restart", [:], session: self.session, turn: turn).content
    }

    @Test func theFirstCallAsksAndTheNextTurnsCallGivesBackWhatIsHeld() async throws {
        let desk = try await BookingFixture()
        let offered = try await desk.options(self.session)
        let key = try await desk.hold(self.session)
        let asked = try await self.call(desk, turn: 4)
        #expect(asked["cancelled"] == false)
        #expect(asked["confirmation_needed"] == true)
        #expect(try await desk.options(SessionID()) != offered)
        let dropped = try await self.call(desk, turn: 5)
        #expect(dropped["cancelled"] == true)
        #expect(dropped["released"] == 1)
        #expect(try await desk.options(self.session) == offered)
        await #expect(throws: BookingRefusal.holdLost) { try await desk.confirm(key, session: self.session) }
    }

    @Test func aTurnDoesNotAnswerItsOwnQuestion() async throws {
        let desk = try await BookingFixture()
        let key = try await desk.hold(self.session)
        for _ in 0..<3 { #expect(try await self.call(desk, turn: 4)["cancelled"] == false) }
        #expect(try await desk.confirm(key, session: self.session).content["confirmed"] == true)
    }

    @Test func theQuestionLapsesWithTheTurnThatPassesIt() async throws {
        let desk = try await BookingFixture()
        let key = try await desk.hold(self.session)
        _ = try await self.call(desk, turn: 4)
        #expect(try await self.call(desk, turn: 6)["confirmation_needed"] == true)
        #expect(try await desk.confirm(key, session: self.session).content["confirmed"] == true)
    }

    @Test func anAnswerIsUsedUp() async throws {
        let desk = try await BookingFixture()
        _ = try await self.call(desk, turn: 4)
        #expect(try await self.call(desk, turn: 5)["released"] == 0)
        #expect(try await self.call(desk, turn: 5)["confirmation_needed"] == true)
    }

    @Test func theQuestionOutlivesTheProcessAndIsNobodyElses() async throws {
        let folder = try TemporaryFolder()
        let before = try await BookingFixture(in: folder)
        let key = try await before.hold(self.session)
        _ = try await self.call(before, turn: 4)
        await before.toolset.shutdown()

        let after = try await BookingFixture(in: folder)
        let other = try await after.call("cancel_and_restart", [:], session: SessionID(), turn: 5).content
        #expect(other["confirmation_needed"] == true)
        #expect(try await self.call(after, turn: 5)["released"] == 1)
        await #expect(throws: BookingRefusal.holdLost) { try await after.confirm(key, session: self.session) }
    }

    @Test func bookingsStay() async throws {
        let desk = try await BookingFixture()
        let key = try await desk.hold(self.session)
        let code = try await desk.confirm(key, session: self.session).content["code"]
        _ = try await self.call(desk, turn: 4)
        #expect(try await self.call(desk, turn: 5)["released"] == 0)
        #expect(try await desk.confirm(key, session: self.session).content["code"] == code)
    }
}
