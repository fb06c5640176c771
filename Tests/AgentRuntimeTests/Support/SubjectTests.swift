import AgentRuntime
import AgentTesting
import Foundation
import Testing

@Suite struct SubjectTests {
    @Test(arguments: [("MARK", "MAR\u{212A}"), ("caf\u{E9}", "cafe\u{301}"), ("\u{C5}", "\u{212B}")])
    func lookalikesAreNotTakenForEachOther(_ names: (String, String)) {
        // To Swift they are one text.
        #expect(names.0 == names.1)
        let (one, other) = (Subject(names.0), Subject(names.1))
        #expect(one != other)
        #expect(one == Subject(names.0))
        #expect(Set([one, other, one]).count == 2)
        let counts = [one: 1, other: 2]
        #expect(counts[one] == 1 && counts[other] == 2)
    }

    @Test func itIsStoredAsATextAndComesBackByteByByte() throws {
        let subject = Subject("MAR\u{212A} cafe\u{301}")
        let data = try JSONEncoder().encode([subject])
        #expect(try JSONDecoder().decode([String].self, from: data).first?.hasSameBytes(as: subject.name) == true)
        #expect(try JSONDecoder().decode([Subject].self, from: data) == [subject])
    }

    @Test func anOwnerAndALookalikeCountApart() async throws {
        var settings = SessionSettings()
        settings.sessionsPerUser = 1
        let registry = SessionRegistry(
            store: InMemorySessionStore(),
            agent: { _ in nil },
            settings: settings,
            clock: ManualClock(),
            logger: .silent
        )
        let region = RegionID(rawValue: "testing")
        _ = try await registry.create(user: nil, owner: "MARK", region: region)
        _ = try await registry.create(user: nil, owner: "MAR\u{212A}", region: region)
        await #expect(throws: SessionRefusal.self) {
            _ = try await registry.create(user: nil, owner: "MARK", region: region)
        }
    }
}
