import AgentRuntime
import Testing

@Suite struct MCPHeaderValueTests {
    @Test(arguments: ["plain", "with space", "", " edge", "edge ", "Forlì", "line\nbreak", "=?base64?QQ==?=", "😀"])
    func anyTextComesBackAsItWas(text: String) {
        let value = MCPHeaderValue.encoded(text)
        #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(MCPHeaderValue.decoded(value) == text)
    }

    @Test func whatNeedNotBeEncodedIsNot() {
        #expect(MCPHeaderValue.encoded("find.slots") == "find.slots")
        #expect(MCPHeaderValue.encoded("Forlì") == "=?base64?Rm9ybMOs?=")
    }

    @Test(arguments: ["=?base64?***?=", "=?base64?QR==?=", "=?base64?/w==?=", "=?base64?QQ?="])
    func whatOnlyLooksEncodedStandsForNothing(value: String) {
        #expect(MCPHeaderValue.decoded(value) == nil)
    }
}
