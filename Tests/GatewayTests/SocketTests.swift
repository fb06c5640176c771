import AgentRuntime
import AgentTesting
import Testing

@Suite("Sockets")
struct SocketTests {
    @Test("a turn is shown as the guide says: typing, tools, chunks, one complete, ready")
    func turn() async throws {
        let tool = MockTool("get_price", returns: "52 €")
        let gateway = try await LiveGateway.running(
            model: .script(.calls("get_price", ["sport": "pallavolo"]), .says("Costa 52 €.")),
            tools: [tool]
        )
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Quanto costa?")
        let frames = try await socket.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.labels == ["connected", "typing", "function_called", "chunk", "complete", "ready"])
        #expect(frames[0]["session_id"] == .string(id))
        #expect(frames.functionsCalled == ["get_price"])
        #expect(frames.chunks.joined() == "Costa 52 €.")
        #expect(frames.first { $0.type == "complete" }?["full_response"] == "Costa 52 €.")
        #expect(frames.allSatisfy { $0["timestamp"]?.string != nil })
        let numbers = frames.dropFirst().map(\.sequence.rawValue)
        #expect(numbers == Array(1...Int64(numbers.count)))
        let info = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(info["message_count"] == 2)
        try await gateway.stop()
    }

    @Test("all sockets of a session are sent its frames, and one that leaves ends nothing")
    func severalSockets() async throws {
        let gate = Gate()
        let gateway = try await LiveGateway.running(model: .script(.waits(for: gate).says("Ecco.")))
        let id = try await gateway.session()
        let first = try await gateway.connect("/ws/\(id)")
        let second = try await gateway.connect("/ws?session_id=\(id)")
        _ = try await second.frames(labelled: "connected")
        try await first.say("Ci sei?")
        _ = try await second.frames(labelled: "typing")
        await first.drop()
        gate.open()
        let frames = try await second.frames(labelled: "ready")
        #expect(frames.first { $0.type == "complete" }?["full_response"] == "Ecco.")
        let third = try await gateway.connect("/ws/\(id)")
        #expect(try await third.frames(labelled: "connected").count == 1)
        try await gateway.stop()
    }

    @Test("a bare socket gets a session of its own")
    func bareSocket() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Buongiorno.")))
        let one = try await gateway.connect("/ws")
        let other = try await gateway.connect("/ws")
        let first = try await one.frames(labelled: "connected")[0]["session_id"]?.string
        let second = try await other.frames(labelled: "connected")[0]["session_id"]?.string
        #expect(first != nil && second != nil && first != second)
        try await one.say("Ciao")
        #expect(try await one.frames(labelled: "ready").labels.contains("complete"))
        #expect(other.frames.count == 1)
        try await gateway.stop()
    }

    @Test("a client that comes back is sent exactly what it missed")
    func resume() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Uno due tre quattro.")))
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Conta")
        let all = try await socket.frames(labelled: "ready")
        let epoch = try #require(all[0]["epoch"]?.string)
        for cut in 1..<all.count {
            let back = try await gateway.connect("/ws/\(id)?epoch=\(epoch)&after=\(all[cut].sequence)")
            let missed = try await back.frames { $0.count == all.count - cut }
            #expect(missed[0]["recovered"] == true)
            #expect(Array(missed.dropFirst()) == Array(all.dropFirst(cut + 1)))
        }
        let stranger = try await gateway.connect("/ws/\(id)?epoch=ffffffff&after=2")
        let frames = try await stranger.frames(labelled: "snapshot")
        #expect(frames[0]["recovered"] == false)
        #expect(frames[1]["messages"]?[1]?["content"] == "Uno due tre quattro.")
        try await gateway.stop()
    }

    @Test("cancel stops the turn and leaves the session usable")
    func cancel() async throws {
        let gate = Gate()
        let gateway = try await LiveGateway.running(
            model: .script(.says("Comincio ").waits(for: gate), .says("Di nuovo."))
        )
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Racconta")
        _ = try await socket.frames(labelled: "chunk")
        try await socket.send(#"{"type":"cancel"}"#)
        let frames = try await socket.frames(labelled: "ready")
        #expect(frames.first { $0.type == "error" }?["code"] == "cancelled")
        try await socket.send(#"{"type":"cancel"}"#)
        try await socket.say("Ancora")
        #expect(try await socket.frames(untilNumber: 2, labelled: "ready").labels.contains("complete"))
        try await gateway.stop()
    }

    @Test("a message with an id is accepted, and runs once however often it is sent")
    func messageID() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Sì.")))
        let socket = try await gateway.connect("/ws")
        try await socket.say("Ciao", id: "m-1")
        _ = try await socket.frames(labelled: "ready")
        try await socket.say("Ciao", id: "m-1")
        let frames = try await socket.frames(untilNumber: 2, labelled: "accepted")
        #expect(frames.filter { $0.type == "accepted" }.map { $0["turn"] } == [1, 1])
        #expect(frames.count { $0.type == "complete" } == 1)
        try await gateway.stop()
    }

    static let mistaken: [(message: String, code: String)] = [
        ("ciao", "invalid_json"), ("[]", "invalid_message"), (#"{"message":7}"#, "invalid_message"),
        ("{}", "invalid_message"),
        (#"{"message":"  \n"}"#, "empty_message"), (#"{"type":"dance"}"#, "invalid_message"),
        (#"{"type":"cancel","turn":"x"}"#, "invalid_message"), (#"{"message":"x","message_id":9}"#, "invalid_message"),
        ("{\"message\":\"\(String(repeating: "è", count: 8001))\"}", "message_too_long"),
    ]

    @Test("what is wrong inside a message is told, and the socket lives", arguments: Self.mistaken)
    func mistakes(_ mistake: (message: String, code: String)) async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Bene.")))
        let socket = try await gateway.connect("/ws")
        try await socket.send(mistake.message)
        let frames = try await socket.frames(labelled: "error")
        #expect(frames[1]["code"] == .string(mistake.code))
        #expect(frames[1]["error"]?.string?.isEmpty == false)
        try await socket.say("Ci sei?")
        _ = try await socket.frames(labelled: "complete")
        try await gateway.stop()
    }

    @Test("a binary message is refused, fragments are put together, pings are answered")
    func frames() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Bene.")))
        let socket = try await gateway.connect("/ws")
        try await socket.send(opcode: 0x2, payload: [1, 2, 3])
        #expect(try await socket.frames(labelled: "error")[1]["code"] == "binary_not_supported")
        let message = Array(#"{"message":"perché?"}"#.utf8)
        try await socket.send(opcode: 0x1, payload: Array(message[..<17]), isFinal: false)
        try await socket.send(opcode: 0x9, payload: [7])
        try await socket.send(opcode: 0x0, payload: Array(message[17...]))
        try await socket.ponged()
        _ = try await socket.frames(labelled: "complete")
        try await gateway.stop()
    }

    static let violating: [(name: String, opcode: UInt8, payload: [UInt8], masked: Bool, reserved: UInt8, code: Int)] =
        [
            ("unmasked", 0x1, [0x7B, 0x7D], false, 0, 1002),
            ("reserved bit", 0x1, [0x7B, 0x7D], true, 0x40, 1002),
            ("unknown opcode", 0x3, [], true, 0, 1002),
            ("continuation of nothing", 0x0, [0x7B], true, 0, 1002),
            ("not UTF-8", 0x1, [0xC3, 0x28], true, 0, 1007),
            ("too large", 0x1, [UInt8](repeating: 0x20, count: 65 * 1024), true, 0, 1009),
        ]

    @Test("a violation of RFC 6455 closes the socket with its code; the session lives", arguments: Self.violating)
    func violations(
        _ violation: (name: String, opcode: UInt8, payload: [UInt8], masked: Bool, reserved: UInt8, code: Int)
    ) async throws {
        let gateway = try await LiveGateway.running()
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.send(
            opcode: violation.opcode,
            payload: violation.payload,
            isMasked: violation.masked,
            reserved: violation.reserved
        )
        #expect(try await socket.closed() == violation.code)
        #expect(try await gateway.call("GET", "/api/session/\(id)/info").status == 200)
        try await gateway.stop()
    }

    @Test("a message in fragments that grows too large closes the socket with 1009")
    func largeFragments() async throws {
        let gateway = try await LiveGateway.running()
        let socket = try await gateway.connect("/ws")
        let piece = [UInt8](repeating: 0x20, count: 40 * 1024)
        try await socket.send(opcode: 0x1, payload: piece, isFinal: false)
        try await socket.send(opcode: 0x0, payload: piece)
        #expect(try await socket.closed() == 1009)
        try await gateway.stop()
    }

    @Test("a socket that is not granted is refused with the error as JSON")
    func refusals() async throws {
        let gateway = try await LiveGateway.running()
        for (path, status, code) in [
            ("/ws/550e8400-e29b-41d4-a716-446655440000", 404, "session_not_found"),
            ("/ws/nonsense", 400, "invalid_session_id"),
            ("/ws/550e8400-e29b-41d4-a716-446655440000?after=x", 400, "invalid_request"),
        ] {
            let refusal = await #expect(throws: WebSocketClient.Refused.self) { try await gateway.connect(path) }
            #expect(refusal?.status == status)
            #expect(refusal?.response.contains("\"code\":\"\(code)\"") == true)
        }
        try await gateway.stop()
    }

    @Test("deleting a session closes its sockets with 1000; stopping the service with 1012")
    func endings() async throws {
        let gateway = try await LiveGateway.running()
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        _ = try await socket.frames(labelled: "connected")
        _ = try await gateway.call("DELETE", "/api/session/\(id)")
        #expect(try await socket.closed() == 1000)
        let other = try await gateway.connect("/ws")
        _ = try await other.frames(labelled: "connected")
        try await gateway.stop()
        #expect(try await other.closed() == 1012)
    }
}
