import AgentRuntime
import AgentTesting
import Gateway
import Testing

/// RFC 6455 §7, byte for byte.
@Suite("The closing handshake", .timeLimit(.minutes(1)))
struct ClosingTests {
    /// Longer than any test: what ends then did not wait for it.
    private static let never = Duration.seconds(86_400)

    private static func connect(_ path: String, to gateway: LiveGateway) async throws -> SlowConnection {
        let connection = try await SlowConnection.open(port: gateway.port)
        try await connection.send(handshake(path))
        await connection.until("\"connected\"")
        return connection
    }

    /// A close frame as the service sends it.
    private static func closeFrame(_ code: Int?, _ reason: String = "") -> [UInt8] {
        let payload = (code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []) + Array(reason.utf8)
        return [0x88, UInt8(payload.count)] + payload
    }

    @Test("that a client does not answer is over after a while: the connection is dropped")
    func unanswered() async throws {
        let gateway = try await LiveGateway.running { $0.closeTimeout = .milliseconds(50) }
        let id = try await gateway.session()
        let mute = try await Self.connect("/ws/\(id)", to: gateway)
        #expect(try await gateway.call("DELETE", "/api/session/\(id)").status == 200)
        let bytes = await mute.untilClosed()
        #expect(bytes.suffix(18) == Self.closeFrame(1000, "session closed")[...])
        // Returns once every socket is gone.
        try await gateway.stop()
    }

    @Test("is over as soon as the client has answered")
    func answered() async throws {
        let gateway = try await LiveGateway.running { $0.closeTimeout = Self.never }
        let id = try await gateway.session()
        let polite = try await Self.connect("/ws/\(id)", to: gateway)
        #expect(try await gateway.call("DELETE", "/api/session/\(id)").status == 200)
        await polite.until("session closed")
        // What it says before it answers is dropped.
        try await polite.send(ClientFrame.text(#"{"message":"Ancora una cosa"}"#).bytes)
        try await polite.send(ClientFrame(opcode: 0x9, payload: [1]).bytes)
        try await polite.send(ClientFrame.close(1000).bytes)
        #expect(await polite.untilClosed().suffix(18) == Self.closeFrame(1000, "session closed")[...])
        try await gateway.stop()
    }

    @Test(
        "that a client begins is answered with its code, and nothing follows",
        arguments: [1000, 1001, 3000, 4999, nil]
    )
    func begunByClient(_ code: Int?) async throws {
        let gate = Gate()
        let gateway = try await LiveGateway.running(model: .script(.says("Uno ").waits(for: gate).says("due."))) {
            $0.closeTimeout = Self.never
        }
        let path = "/ws/\(try await gateway.session())"
        let leaving = try await Self.connect(path, to: gateway)
        let staying = try await gateway.connect(path)
        try await leaving.send(ClientFrame.text(#"{"message":"Conta"}"#).bytes)
        await leaving.until("Uno")
        try await leaving.send(code.map { ClientFrame.close($0).bytes } ?? ClientFrame(opcode: 0x8, payload: []).bytes)
        let frame = Self.closeFrame(code)
        #expect(await leaving.untilClosed().suffix(frame.count) == frame[...])
        gate.open()
        #expect(
            try await staying.frames(labelled: "ready").last { $0.type == "complete" }?["full_response"] == "Uno due."
        )
        try await gateway.stop()
    }
}
