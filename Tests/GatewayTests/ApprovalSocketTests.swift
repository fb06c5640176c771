import AgentRuntime
import AgentTesting
import Testing

@Suite("A call that waits for a yes")
struct ApprovalSocketTests {
    private static func gateway(_ tool: MockTool, _ steps: ScriptedStep...) async throws -> LiveGateway {
        try await LiveGateway.running(
            model: ScriptedModel([.calls("book", ["slot": 1])] + steps),
            tools: [tool],
            policies: ["book": ToolPolicy(displayName: "Prenotazione", confirm: .user)]
        )
    }

    private static let question = "Procedo con Prenotazione (slot: 1)? Risponda sì per procedere."

    @Test("is words for a client of the guide, and a frame besides for one that asked for all")
    func frames() async throws {
        let tool = MockTool("book", effect: .write, returns: "prenotato")
        let gateway = try await Self.gateway(tool, .says("Fatto."))
        let id = try await gateway.session()
        let plain = try await gateway.connect("/ws/\(id)")
        let full = try await gateway.connect("/ws/\(id)?frames=all")
        _ = try await full.frames(labelled: "connected")
        try await plain.say("Prenota")
        let seen = try await plain.frames(labelled: "ready")
        #expect(seen.labels == ["connected", "typing", "chunk", "complete", "ready"])
        #expect(seen.first { $0.type == "complete" }?["full_response"] == .string(Self.question))
        let all = try await full.frames(labelled: "ready")
        #expect(all.labels == ["connected", "typing", "approval_required", "chunk", "complete", "ready"])
        let info = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(info["pending_approval"]?["call_id"] == "t1c1")
        #expect(info["pending_approval"]?["arguments"] == ["slot": 1])
        try await plain.say("sì")
        let done = try await plain.frames(untilNumber: 2, labelled: "ready")
        #expect(done.functionsCalled == ["Prenotazione"])
        #expect(tool.arguments == [["slot": 1]])
        #expect(try await gateway.call("GET", "/api/session/\(id)/info")["pending_approval"] == .null)
        try await gateway.stop()
    }

    @Test("is approved by a frame, once")
    func approval() async throws {
        let tool = MockTool("book", effect: .write, returns: "prenotato")
        let gateway = try await Self.gateway(tool, .says("Fatto."))
        let socket = try await gateway.connect("/ws/\(try await gateway.session())?frames=all")
        try await socket.say("Prenota")
        let call = try #require(try await socket.frames(labelled: "ready").approvalsRequired.first)
        let yes = "{\"type\":\"approval\",\"call_id\":\"\(call)\",\"approved\":true}"
        try await socket.send(yes)
        _ = try await socket.frames(untilNumber: 2, labelled: "ready")
        try await socket.send(yes)
        let frames = try await socket.frames(labelled: "error")
        #expect(frames.last?["code"] == "approval_not_pending")
        #expect(frames.functionsCalled == ["Prenotazione"])
        #expect(tool.calls.count == 1)
        try await gateway.stop()
    }

    @Test(
        "is not approved by what is no approval",
        arguments: [
            #"{"type":"approval","call_id":"t1c1"}"#, #"{"type":"approval","call_id":"t1c1","approved":"true"}"#,
            #"{"type":"approval","call_id":1,"approved":true}"#, #"{"type":"approval","call_id":"","approved":true}"#,
        ]
    )
    func mistakes(_ message: String) async throws {
        let tool = MockTool("book", effect: .write, returns: "prenotato")
        let gateway = try await Self.gateway(tool)
        let socket = try await gateway.connect("/ws/\(try await gateway.session())")
        try await socket.say("Prenota")
        _ = try await socket.frames(labelled: "ready")
        try await socket.send(message)
        let frames = try await socket.frames(labelled: "error")
        #expect(frames.last?["code"] == "invalid_message")
        #expect(tool.calls.isEmpty)
        try await gateway.stop()
    }
}
