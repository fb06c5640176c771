import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite("A transfer without a telephone exchange")
struct TransferTests {
    private static let queues: JSONValue = [
        ["words": ["prelievo", "esami del sangue"], "service": "1", "queue_code": "2|2|1", "sector": "info"],
        ["words": ["sportiva"], "service": "4"],
        ["service": "5"],
    ]

    @Test("takes what its schema allows", arguments: [false, true])
    func schema(_ asksFirst: Bool) async throws {
        let fixture = try await TransferFixture(["asks_first": .bool(asksFirst)])
        #expect(fixture.tool.definition.effect == .write)
        #expect(fixture.tool.definition.parameters.required == (asksFirst ? ["reason", "immediate"] : ["reason"]))
        func verify(_ tool: some Tool) throws { try tool.verifySchema() }
        try verify(fixture.tool)
    }

    @Test("is the clients' to carry out, and the model is told it is done")
    func handoff() async throws {
        let result = try await TransferFixture().call()
        #expect(result.handoff == Handoff(reason: "Vuole una persona"))
        #expect(result.content["success"] == true)
        #expect(result.instruction != nil)
    }

    @Test(
        "goes to the first queue of whose words the reason speaks",
        arguments: [
            ("Chiede dei prelievi a domicilio", "1"), ("Un esame del sangue urgente", "1"), ("Il sangue dal naso", "5"),
            ("Una visita sportiva per la squadra", "4"), ("Un reclamo", "5"),
        ]
    )
    func route(_ reason: String, _ service: String) async throws {
        let result = try await TransferFixture(["queues": Self.queues]).call(["reason": .string(reason)])
        #expect(result.handoff?.route["service"] == service)
        let keys = service == "1" ? ["queue_code", "sector", "service"] : ["service"]
        #expect(result.handoff?.route.keys.sorted() == keys)
    }

    @Test("with haste is made at once; without, help is offered first, once in a session")
    func asksFirst() async throws {
        let fixture = try await TransferFixture(["asks_first": true])
        let calm: JSONValue = ["reason": "Vuole una persona", "immediate": false]
        let hasty: JSONValue = ["reason": "Un reclamo", "immediate": true]
        #expect(try await fixture.call(hasty).content["transferred"] == true)
        let first = try await fixture.call(calm)
        #expect(first.content["transferred"] == false)
        #expect(first.handoff == nil)
        #expect(try await fixture.call(calm).handoff != nil)
        await fixture.toolset.sessionEnded(fixture.session)
        #expect(try await fixture.call(calm).handoff == nil)
    }

    @Test("outside the hours offers nothing first")
    func asksFirstWhenClosed() async throws {
        let fixture = try await TransferFixture(["asks_first": true])
        let calm: JSONValue = ["reason": "Vuole una persona", "immediate": false]
        await #expect(throws: ToolFailure.self) { try await fixture.call(calm, at: "2026-11-22T09:00:00.000Z") }
        #expect(try await fixture.call(calm).content["transferred"] == false)
    }

    @Test("needs a reason")
    func blankReason() async throws {
        let fixture = try await TransferFixture()
        await #expect(throws: ToolFailure.self) { try await fixture.call(["reason": " "]) }
    }

    @Test("that was cut off has not happened, and may run again")
    func outcome() async throws {
        let fixture = try await TransferFixture()
        let context = try fixture.context()
        #expect(try await fixture.tool.outcome(of: context.idempotencyKey, in: context) == nil)
    }

    @Test(
        "tells what is wrong with its settings",
        arguments: [
            (
                ["queues": [["service": "5"], ["words": ["x"], "service": "1"]]],
                "a queue without `words` takes everything"
            ),
            (["url": "operatori.example.org"], "is not an absolute http or https URL"),
        ] as [(JSONValue, String)]
    )
    func settings(_ settings: JSONValue, _ words: String) async throws {
        let error = await #expect(throws: (any Error).self) { try await TransferFixture(settings) }
        #expect("\(try #require(error))".contains(words))
    }
}
