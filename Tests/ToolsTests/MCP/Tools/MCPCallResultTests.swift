import AgentRuntime
import Testing

@testable import Tools

@Suite struct MCPCallResultTests {
    @Test func whatIsNoTextIsToldInWordsAndNeverAsBytes() throws {
        let picture = String(repeating: "QUJD", count: 1024)
        let result = try MCPCallResult.result([
            "content": [
                ["type": "text", "text": "Eccola."],
                ["type": "image", "mimeType": "image/png", "data": .string(picture)],
                ["type": "audio", "mimeType": "audio/wav", "data": .string(picture)],
                ["type": "resource_link", "name": "Referto", "uri": "file:///r.pdf", "description": "Di ieri"],
                ["type": "resource", "resource": ["uri": "file:///n.txt", "text": "Nota"]],
                ["type": "resource", "resource": ["uri": "file:///b.bin", "blob": .string(picture)]],
                ["type": "hologram"],
            ]
        ])
        #expect(
            result.content.string == """
                Eccola.
                [image, image/png, 3 KiB: it cannot be shown here]
                [audio, audio/wav, 3 KiB: it cannot be shown here]
                [Referto at file:///r.pdf: Di ieri]
                [file:///n.txt]
                Nota
                [file:///b.bin, of an unknown type, 3 KiB: it cannot be shown here]
                [something of a kind that is not understood here]
                """
        )
        #expect(result.instruction == nil)
    }

    @Test func aFailuresWordsAreBounded() {
        let long = String(repeating: "x", count: 5000)
        let failure = #expect(throws: ToolFailure.self) {
            try MCPCallResult.result(["isError": true, "content": [["type": "text", "text": .string(long)]]])
        }
        #expect((failure?.reason.count ?? 0) < 2100)
    }

    @Test(
        arguments: [["isError": true], ["isError": true, "content": [["type": "text", "text": " "]]]] as [JSONValue]
    )
    func aFailureWithoutWordsSaysSo(answer: JSONValue) {
        #expect(throws: ToolFailure("The tool failed and does not say why.")) { try MCPCallResult.result(answer) }
    }

    @Test func anEmptyAnswerIsAnAnswer() throws {
        #expect(try MCPCallResult.result(["content": []]).content == "The tool did it and says nothing.")
        #expect(try MCPCallResult.result(["content": [], "structuredContent": [1, 2]]).content == [1, 2])
    }
}
