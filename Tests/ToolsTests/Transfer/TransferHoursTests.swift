import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite("A transfer is made")
struct TransferHoursTests {
    /// Whether the tool passes the conversation on at that instant.
    private func isMade(at instant: String, hours: OpeningHours = TransferFixture.hours) async throws -> Bool {
        do {
            let result = try await TransferFixture(hours: hours).call(at: instant)
            return result.content["transferred"] == true && result.handoff?.reason == "Vuole una persona"
        } catch is ToolFailure {
            return false
        }
    }

    @Test(
        "from the minute people begin to answer to the last before they stop",
        arguments: [
            ("2026-11-23T07:29:59.999Z", false), ("2026-11-23T07:30:00.000Z", true),
            ("2026-11-23T11:59:59.999Z", true), ("2026-11-23T12:00:00.000Z", false),
            ("2026-11-23T12:59:59.999Z", false), ("2026-11-23T13:00:00.000Z", true),
            ("2026-11-23T17:29:59.999Z", true), ("2026-11-23T17:30:00.000Z", false),
        ]
    )
    func edges(_ instant: String, _ isMade: Bool) async throws {
        #expect(try await self.isMade(at: instant) == isMade)
    }

    @Test(
        "on no day that is closed, whatever the week says",
        arguments: [
            ("2026-11-22T09:00:00.000Z", false), ("2026-12-07T09:00:00.000Z", true),
            ("2026-12-08T09:00:00.000Z", false), ("2026-12-09T09:00:00.000Z", true),
        ]
    )
    func closures(_ instant: String, _ isMade: Bool) async throws {
        #expect(try await self.isMade(at: instant) == isMade)
    }

    @Test(
        "by the clock on the wall, before and after it is changed",
        arguments: [
            // Summer time begins on Sunday 29 March and ends on Sunday 25 October 2026.
            ("2026-03-27T07:29:59.999Z", false), ("2026-03-27T07:30:00.000Z", true),
            ("2026-03-30T06:29:59.999Z", false), ("2026-03-30T06:30:00.000Z", true),
            ("2026-10-23T06:30:00.000Z", true), ("2026-10-26T06:30:00.000Z", false),
            ("2026-10-26T07:30:00.000Z", true),
        ]
    )
    func summerTime(_ instant: String, _ isMade: Bool) async throws {
        #expect(try await self.isMade(at: instant) == isMade)
    }

    @Test("within the night that has an hour twice, in both of them")
    func repeatedHour() async throws {
        let night = OpeningHours(week: [.sunday: [120..<180]])
        for (instant, isMade) in [
            ("2026-10-24T23:59:59.999Z", false), ("2026-10-25T00:00:00.000Z", true), ("2026-10-25T01:59:59.999Z", true),
            ("2026-10-25T02:00:00.000Z", false),
        ] {
            #expect(try await self.isMade(at: instant, hours: night) == isMade, "\(instant)")
        }
    }

    @Test("never where nobody answers")
    func never() async throws {
        let failure = await #expect(throws: ToolFailure.self) { try await TransferFixture(hours: .never).call() }
        #expect(failure?.reason.hasPrefix("Qui nessuno può prendere la conversazione") == true)
    }

    @Test("else the model is told when people answer, and when next")
    func refusal() async throws {
        let friday = await #expect(throws: ToolFailure.self) {
            try await TransferFixture().call(["reason": "Urgente"], at: "2026-12-04T17:30:00.000Z")
        }
        #expect(
            friday?.reason == """
                Ora gli operatori non sono in servizio e la conversazione non è stata passata. Rispondono lunedì-venerdì \
                08:30-13:00 e 14:00-18:30. Il prossimo orario comincia lunedì 7 dicembre 2026 alle 8:30. Non proporre \
                trasferimenti: di' gli orari e continua ad aiutare con le informazioni.
                """
        )
        let beforeHoliday = await #expect(throws: ToolFailure.self) {
            try await TransferFixture().call(at: "2026-12-07T20:00:00.000Z")
        }
        #expect(beforeHoliday?.reason.contains("comincia mercoledì 9 dicembre 2026 alle 8:30.") == true)
        let lunch = await #expect(throws: ToolFailure.self) {
            try await TransferFixture().call(at: "2026-12-07T12:30:00.000Z")
        }
        #expect(lunch?.reason.contains("comincia lunedì 7 dicembre 2026 alle 14:00.") == true)
    }
}
