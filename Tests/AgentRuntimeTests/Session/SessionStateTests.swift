import Testing

@testable import AgentRuntime

/// Who may run what: decided in single steps, whoever takes them and in whatever order.
@Suite struct SessionStateTests {
    private final class Box {
        var state = Session.State(progress: SessionProgress(lastUsedAt: .now), lastSeen: .now)

        init(waiting: Int...) { self.state.waiting = waiting.map(TurnNumber.init) }

        var isBusy: Bool { self.state.isBusy }
        func beginWork() -> Bool { self.state.beginWork() }
        func nextTurn(isDraining: Bool = false) -> Int? { self.state.nextTurn(isDraining: isDraining)?.rawValue }
        func receive(_ text: String) -> Bool { self.state.receive(.init(text)) }
        func nextBatch() -> [String]? { self.state.nextBatch()?.map(\.text) }
    }

    @Test func aJobThatFindsNothingToRunHasEndedInThatStep() {
        let session = Box(waiting: 1)
        #expect(session.beginWork())
        #expect(!session.beginWork())
        #expect(session.nextTurn() == 1)
        session.state.end(TurnNumber(rawValue: 1))
        #expect(session.isBusy)
        #expect(session.nextTurn() == nil)
        #expect(!session.isBusy)
        #expect(!session.beginWork())
        session.state.waiting.append(TurnNumber(rawValue: 2))
        #expect(session.beginWork())
        #expect(!session.beginWork())
    }

    @Test func whatIsAddedBeforeThatStepIsFoundByTheJobUnderWay() {
        let session = Box(waiting: 1)
        #expect(session.beginWork())
        session.state.waiting.append(TurnNumber(rawValue: 2))
        #expect(!session.beginWork())
        session.state.end(TurnNumber(rawValue: 1))
        #expect(session.nextTurn() == 2)
    }

    @Test func aServiceThatStopsLeavesWhatWaits() {
        let session = Box(waiting: 1, 2)
        #expect(session.beginWork())
        #expect(session.nextTurn(isDraining: true) == nil)
        #expect(!session.isBusy)
        #expect(session.state.waiting.count == 2)
        #expect(session.beginWork())
        session.state.abandonWork(at: TurnNumber(rawValue: 1))
        #expect(!session.isBusy)
        #expect(session.state.waiting.count == 2)
    }

    @Test func oneJobTakesInAllThatArrives() {
        let session = Box()
        #expect(session.receive("Uno"))
        #expect(!session.receive("Due"))
        #expect(session.nextBatch() == ["Uno", "Due"])
        session.state.inbox.removeFirst(2)
        #expect(session.isBusy)
        #expect(session.nextBatch() == nil)
        #expect(!session.isBusy)
        #expect(session.receive("Tre"))
    }
}
