import Testing

@testable import AgentRuntime

@Suite("The order of roles") struct RoleOrderTests {
    private typealias Message = TranscriptRendering.Message
    private static let call = ToolCall(id: "t1c1", name: "f", arguments: "{}")
    private static let messages: [Message] = [
        .user("a"), .user("b"), .assistant("c", calls: []), .assistant("", calls: [call]), .tool("r", call: call),
        .tool("s", call: call), .user("d"), .assistant("e", calls: [call]), .tool("t", call: call),
        .assistant("f", calls: []), .assistant("g", calls: []), .user("h"),
    ]

    @Test("free leaves a conversation as it is") func free() {
        #expect(RoleOrder.free.arranged(Self.messages) == Self.messages)
    }

    @Test("alternating joins neighbours, puts an answer between tool and user, and leaves nothing out")
    func alternating() {
        #expect(
            RoleOrder.alternating.arranged(Self.messages) == [
                .user("a\n\nb"), .assistant("c", calls: [Self.call]), .tool("r", call: Self.call),
                .tool("s", call: Self.call), .assistant("[no answer]", calls: []), .user("d"),
                .assistant("e", calls: [Self.call]), .tool("t", call: Self.call), .assistant("f\n\ng", calls: []),
                .user("h"),
            ]
        )
    }

    @Test("what alternates already stays as it is") func settled() {
        let arranged = RoleOrder.alternating.arranged(Self.messages)
        #expect(RoleOrder.alternating.arranged(arranged) == arranged)
    }
}
