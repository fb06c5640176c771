import AgentRuntime
import AgentTesting
import Testing

@Suite("On the wire, a handoff")
struct HandoffFrameTests {
    @Test("goes to sockets that ask for all frames, and to no other")
    func sockets() async throws {
        let tool = MockTool("request_transfer", effect: .write) { _, _ in
            ToolResult(["transferred": true], handoff: Handoff(reason: "Un reclamo", route: ["service": "5"]))
        }
        let gateway = try await LiveGateway.running(
            model: .script(.calls("request_transfer", ["reason": "Un reclamo"]), .says("La passo a un operatore.")),
            tools: [tool]
        )
        let id = try await gateway.session()
        let guide = try await gateway.connect("/ws/\(id)")
        let desk = try await gateway.connect("/ws/\(id)?frames=all")
        _ = try await guide.frames(labelled: "connected")
        _ = try await desk.frames(labelled: "connected")
        try await guide.say("Vorrei una persona")
        let shown = try await guide.frames(labelled: "ready")
        #expect(shown.labels == ["connected", "typing", "function_called", "chunk", "complete", "ready"])
        let all = try await desk.frames(labelled: "ready")
        #expect(all.labels == ["connected", "typing", "function_called", "handoff", "chunk", "complete", "ready"])
        let frame = try #require(all.first { $0.type == "handoff" })
        #expect(frame["reason"] == "Un reclamo")
        #expect(frame["route"] == ["service": "5"])
        #expect(frame["turn"] == 1)
        try await gateway.stop()
    }
}
