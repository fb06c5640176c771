import AgentRuntime
import AgentTesting
import Testing

@Suite struct TenLineExampleTests {
    @Test func theAgentLooksThePriceUp() async throws {
        let chat = try await TestConversation(
            model: .script(.calls("get_price", ["sport": "pallavolo"]), .says("Costa 52 €.")),
            tools: [MockTool("get_price", returns: "52 €")]
        )
        let reply = try await chat.say("Quanto costa la visita per la pallavolo?")
        #expect(reply.functionsCalled == ["get_price"])
        #expect(reply.text == "Costa 52 €.")
    }
}
