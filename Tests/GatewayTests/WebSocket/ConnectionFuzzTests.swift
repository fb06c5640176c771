import AgentRuntime
import AgentTesting
import Gateway
import Testing

@Suite("Whatever comes over a connection")
struct ConnectionFuzzTests {
    /// Sends the bytes in two parts, then the end, and waits until the service has ended the connection.
    private static func deliver(_ bytes: [UInt8], cutAt cut: Int, to gateway: LiveGateway) async throws {
        let connection = try await RawConnection.connect(port: gateway.port)
        try await connection.send(Array(bytes[..<cut]))
        try await connection.send(Array(bytes[cut...]))
        await connection.endOutput()
        try await connection.textToEnd()
    }

    private static func stays(_ gateway: LiveGateway) async throws {
        #expect(try await gateway.call("GET", "/health").status == 200)
        // Returns once every socket and every connection has ended.
        try await gateway.stop()
    }

    @Test("an upgrade and a message are understood at every cut")
    func cuts() async throws {
        let gateway = try await LiveGateway.running()
        let bytes = Array(HandshakeTests.head().utf8) + ClientFrame.text(#"{"type":"cancel"}"#).bytes
        for cut in 0...bytes.count {
            let connection = try await RawConnection.connect(port: gateway.port)
            try await connection.send(Array(bytes[..<cut]))
            try await connection.send(Array(bytes[cut...]) + ClientFrame.close(1000).bytes)
            let text = try await connection.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 101") && text.contains("connected"), "\(cut)")
        }
        try await Self.stays(gateway)
    }

    @Test("random bytes and mangled upgrades end, and leave nothing behind")
    func noise() async throws {
        var random = SeededGenerator(seed: 9112)
        let gateway = try await LiveGateway.running { $0.closeTimeout = .milliseconds(200) }
        let sound = Array(HandshakeTests.head().utf8) + ClientFrame.text(#"{"message":"Ciao"}"#).bytes
        for round in 0..<150 {
            var bytes = round % 5 == 0 ? random.bytes(.random(in: 1...200, using: &random)) : sound
            if round % 5 != 0 {
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: bytes.indices, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[place] = .random(in: .min ... .max, using: &random)
                    case 1: bytes.remove(at: place)
                    default: bytes.insert(contentsOf: random.bytes(3), at: place)
                    }
                }
            }
            try await Self.deliver(bytes, cutAt: Int.random(in: 0...bytes.count, using: &random), to: gateway)
        }
        try await Self.stays(gateway)
    }

    @Test("frames with random faults end their socket, and leave nothing behind")
    func frames() async throws {
        var random = SeededGenerator(seed: 1)
        let gateway = try await LiveGateway.running { $0.closeTimeout = .milliseconds(200) }
        for _ in 0..<60 {
            let noise = random.bytes(.random(in: 1...300, using: &random))
            let bytes = Array(HandshakeTests.head().utf8) + noise
            try await Self.deliver(bytes, cutAt: bytes.count - noise.count / 2, to: gateway)
        }
        try await Self.stays(gateway)
    }
}
