import AgentRuntime
import AgentTesting
import Testing

/// Another language, another trade.
@Suite("The offline model in English")
struct OfflineEnglishTests {
    private let search = MockTool(
        "search_restaurants",
        description: "Finds restaurants and tables to book, with cuisine and price. The first step of every booking.",
        parameters: .object(
            ["query": .string("What to eat or where, in the person's words.", examples: ["pizza", "sushi bar"])],
            required: ["query"]
        )
    ) { _, _ in
        ToolResult([
            "found": 2,
            "restaurants": [
                ["key": "t1", "name": "Green Trattoria", "city": "Springfield", "price": 25],
                ["key": "t2", "name": "Blue Oven", "city": "Shelbyville", "price": 19.5],
            ],
        ])
    }
    private let hold = MockTool(
        "hold_table",
        effect: .write,
        description: "Holds a table of search_restaurants for a few minutes.",
        parameters: .object(
            [
                "table": .string("The key of the restaurant.", examples: ["t1"]),
                "people": .integer("The number of people.", in: 1...12),
                "day": .date("The day, such as 2026-11-24."),
            ],
            required: ["table", "people", "day"]
        ).asked("Shall I hold the table?")
    ) { _, _ in ToolResult(["hold": "h1", "name": "Blue Oven", "day": "2026-11-25", "valid_until": "19:15"]) }
    private let confirm = MockTool(
        "confirm_table",
        effect: .write,
        description: "Turns what hold_table held into a booking. Call it after a yes.",
        parameters: .object(
            [
                "hold": .string("The key of the hold.", examples: ["h1"]),
                "name": .string("The guest's name."),
                "phone": .string("The guest's phone number.", examples: ["555 0100 200"]),
            ],
            required: ["hold", "name", "phone"]
        ).asked("Shall I book it?")
    ) { _, _ in ToolResult(["confirmed": true, "code": "TB-12345", "name": "Blue Oven", "day": "2026-11-25"]) }
    private let cancel = MockTool(
        "cancel_table",
        effect: .write,
        description: "Cancels a booking by its code.",
        parameters: .object(
            ["code": .string("The booking code.", examples: ["TB-98765"])],
            required: ["code"]
        ).asked("Shall I cancel it?")
    ) { _, _ in ToolResult(["cancelled": true, "code": "TB-12345"]) }
    private let help = MockTool(
        "faq",
        description: "Answers questions about parking, dogs, opening hours and vouchers.",
        parameters: .object(["question": .string("The question.")], required: ["question"])
    ) { _, _ in ToolResult("Dogs are welcome.") }

    private func conversation() async throws -> TestConversation {
        let region = Region(id: RegionID(rawValue: "en"), name: "Springfield", language: "en", timeZone: "Etc/UTC")
        let monday = Timestamp("2026-11-23T09:00:00.000Z") ?? .now
        let agent = try Agent.testing(
            model: OfflineModel(language: "en", timeZone: "Etc/UTC"),
            tools: [self.search, self.hold, self.confirm, self.cancel, self.help],
            region: region,
            now: { monday }
        )
        return try await TestConversation(with: agent, now: { monday })
    }

    @Test("a booking from wish to code, and its cancelling")
    func booking() async throws {
        let chat = try await self.conversation()
        let list = try await chat.say("Hello, I'd like to book a pizza place for Wednesday please")
        #expect(self.search.arguments == [["query": "pizza place"]])
        #expect(
            list.text == """
                1. Green Trattoria, Springfield, 25 €
                2. Blue Oven, Shelbyville, 19.50 €
                Which one would you like?
                """
        )
        let people = try await chat.say("the one in Shelbyville")
        #expect(people.text == "Please tell me: the number of people.")
        let aside = try await chat.say("Are dogs allowed?")
        #expect(aside.functionsCalled == ["faq"])
        #expect(aside.text == "Dogs are welcome.\n\nPlease tell me: the number of people.")
        let agreement = try await chat.say("we are four")
        #expect(
            agreement.text == """
                Summary: Blue Oven, Shelbyville, 19.50 €. Number of people: 4. Day: 25 November 2026.
                Shall I hold the table?
                """
        )
        let name = try await chat.say("yes please")
        #expect(self.hold.arguments == [["table": "t2", "people": 4, "day": "2026-11-25"]])
        #expect(
            name.text == "Blue Oven, Wednesday 25 November 2026, until 19:15.\n\nPlease tell me: the guest's name."
        )
        #expect(try await chat.say("my name is Ada Lovelace").text == "Please tell me: the guest's phone number.")
        _ = try await chat.say("555 0100 201")
        #expect(self.confirm.calls.isEmpty)
        let booked = try await chat.say("ok")
        #expect(
            self.confirm.arguments == [["hold": "h1", "name": "Ada Lovelace", "phone": "555 0100 201"]]
        )
        #expect(booked.text == "Confirmed: Blue Oven, Wednesday 25 November 2026. Code: TB-12345.")
        let cancelling = try await chat.say("Actually I want to cancel the booking")
        #expect(cancelling.text.hasSuffix("Shall I cancel it?"))
        #expect(try await chat.say("yes").text.hasPrefix("Cancelled"))
        #expect(self.cancel.arguments == [["code": "TB-12345"]])
        #expect(try await chat.say("Thank you, bye").text == "Goodbye, have a good day.")
    }

    @Test("never mind drops what was open")
    func dropping() async throws {
        let chat = try await self.conversation()
        _ = try await chat.say("I want to book a table for sushi")
        #expect(try await chat.say("never mind").text.hasPrefix("All right, let us drop it."))
        #expect(try await chat.say("yes").functionsCalled.isEmpty)
        #expect(self.hold.calls.isEmpty)
    }

    @Test("what is no request is answered with what there is to ask for")
    func nonsense() async throws {
        let reply = try await self.conversation().say("blah blah blah")
        #expect(reply.functionsCalled.isEmpty)
        #expect(
            reply.text == """
                I did not understand. This is what I can do:
                - Cancels a booking by its code
                - Answers questions about parking, dogs, opening hours and vouchers
                - Finds restaurants and tables to book, with cuisine and price
                """
        )
    }
}
