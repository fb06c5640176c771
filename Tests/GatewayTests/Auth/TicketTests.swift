import AgentRuntime
import AgentTesting
import Testing

@testable import Gateway

@Suite("Tickets")
struct TicketTests {
    private let time = SetTime()
    private let anna = Principal(subject: "anna")
    private var bearer: Bearer { Bearer(self.anna, Secret("t")) }

    private func table(_ limit: Int) -> TicketTable {
        let time = self.time
        return TicketTable(limit: limit, lifetime: .seconds(30)) { time.now }
    }

    @Test("are good once, for their session, and until their end")
    func once() throws {
        let table = self.table(3)
        let (session, other) = (SessionID(), SessionID())
        let ticket = try #require(table.issue(for: session, to: self.bearer))
        #expect(ticket.expiresAt == self.time.now + .seconds(30))
        #expect(table.holder(of: ticket.secret, for: session)?.bearer?.principal == self.anna)
        #expect(table.redeem(ticket.secret, for: session)?.bearer?.principal == self.anna)
        #expect(table.redeem(ticket.secret, for: session) == nil)
        // Shown at another door, it is spent.
        let stray = try #require(table.issue(for: session, to: self.bearer))
        #expect(table.redeem(stray.secret, for: other) == nil)
        #expect(table.redeem(stray.secret, for: session) == nil)
        let late = try #require(table.issue(for: session, to: self.bearer))
        self.time.advance(by: .seconds(30))
        #expect(table.holder(of: late.secret, for: session) == nil)
        #expect(table.redeem(late.secret, for: session) == nil)
        #expect(table.redeem(Secret(""), for: session) == nil)
    }

    @Test("of all sessions are so many; those that have expired make room")
    func many() {
        let table = self.table(2)
        #expect(table.issue(for: SessionID(), to: nil) != nil)
        #expect(table.issue(for: SessionID(), to: nil) != nil)
        #expect(table.issue(for: SessionID(), to: nil) == nil)
        self.time.advance(by: .seconds(30))
        #expect(table.issue(for: SessionID(), to: nil) != nil)
        #expect(table.count == 1)
    }

    @Test("of one session are a few: one more takes the place of the oldest, and of nobody else's")
    func ofOneSession() throws {
        let table = self.table(10)
        let (greedy, other) = (SessionID(), SessionID())
        let theirs = try #require(table.issue(for: other, to: nil))
        let tickets = try (0..<1000).map { _ in try #require(table.issue(for: greedy, to: nil)) }
        #expect(table.count == TicketTable.mostPerSession + 1)
        let good = tickets.filter { table.holder(of: $0.secret, for: greedy) != nil }
        #expect(good.map(\.secret) == tickets.suffix(TicketTable.mostPerSession).map(\.secret))
        #expect(table.redeem(theirs.secret, for: other) != nil)
        // One that was used makes room too.
        #expect(table.redeem(good[0].secret, for: greedy) != nil)
        #expect(table.issue(for: greedy, to: nil) != nil)
        #expect(table.holder(of: good[1].secret, for: greedy) != nil)
    }
}
