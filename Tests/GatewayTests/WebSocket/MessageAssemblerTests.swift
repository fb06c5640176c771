import AgentTesting
import NIOCore
import NIOWebSocket
import Testing

@testable import Gateway

/// RFC 6455 §5 to §8, without a socket.
@Suite("Messages are put together")
struct MessageAssemblerTests {
    /// What comes of bytes that arrive in these parts: the events, and what was wrong.
    static func read(_ parts: [[UInt8]], limit: Int = 1000) -> (events: [MessageAssembler.Event], fault: SocketClosure?)
    {
        var assembler = MessageAssembler(limit: limit)
        var events: [MessageAssembler.Event] = []
        var buffer = ByteBuffer()
        do throws(SocketClosure) {
            for part in parts {
                buffer.writeBytes(part)
                while let event = try assembler.next(from: &buffer) { events.append(event) }
            }
        } catch {
            return (events, error)
        }
        return (events, nil)
    }

    static func text(_ text: String) -> MessageAssembler.Event {
        .message(SocketMessage(isText: true, bytes: Array(text.utf8)))
    }

    @Test("whatever the cut, with control frames in between")
    func cuts() {
        let bytes =
            ClientFrame(opcode: 0x1, payload: Array("perché €".utf8.prefix(7)), isFinal: false).bytes
            + ClientFrame(opcode: 0x9, payload: [1, 2, 3]).bytes
            + ClientFrame(opcode: 0x0, payload: [], isFinal: false).bytes
            + ClientFrame(opcode: 0xA, payload: []).bytes
            + ClientFrame(opcode: 0x0, payload: Array("perché €".utf8.dropFirst(7))).bytes
            + ClientFrame(opcode: 0x2, payload: [UInt8](repeating: 7, count: 300)).bytes
            + ClientFrame.close(1000, reason: Array("ciao".utf8)).bytes
        let expected: [MessageAssembler.Event] = [
            .ping([1, 2, 3]), .pong, Self.text("perché €"),
            .message(SocketMessage(isText: false, bytes: [UInt8](repeating: 7, count: 300))), .close(.normalClosure),
        ]
        for cut in 0...bytes.count {
            let (events, fault) = Self.read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(events == expected, "\(cut)")
            #expect(fault == nil)
        }
        #expect(Self.read(bytes.map { [$0] }).events == expected)
    }

    /// Bytes whose last one, and none before it, makes them wrong.
    static let faulty: [(name: String, bytes: [UInt8], code: WebSocketErrorCode)] = [
        ("not masked", [0x81, 0x02], .protocolError), ("reserved bit 1", [0xC1, 0x80], .protocolError),
        ("reserved bit 2", [0xA1, 0x80], .protocolError), ("reserved bit 3", [0x91, 0x80], .protocolError),
        ("opcode 3", [0x83, 0x80], .protocolError), ("opcode 11", [0x8B, 0x80], .protocolError),
        ("a ping in fragments", [0x09, 0x80], .protocolError), ("a long ping", [0x89, 0xFE], .protocolError),
        ("a long close", [0x88, 0xFF], .protocolError),
        ("126 in two bytes", [0x81, 0xFE, 0x00, 0x7D], .protocolError),
        ("65535 in eight", [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .protocolError),
        ("the highest bit", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], .protocolError),
        ("a continuation of nothing", [0x80, 0x80, 0, 0, 0, 0], .protocolError),
        ("a message within a message", [0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0], .protocolError),
        ("too large", [0x81, 0xFE, 0x03, 0xE9, 0, 0, 0, 0], .messageTooLarge),
        (
            "too large by fragments", [0x01, 0x81, 0, 0, 0, 0, 0x20, 0x80, 0xFE, 0x03, 0xE8, 0, 0, 0, 0],
            .messageTooLarge
        ),
        ("an overlong character", [0x81, 0x85, 0, 0, 0, 0, 0xC0], .dataInconsistentWithMessage),
        ("a surrogate", [0x81, 0x85, 0, 0, 0, 0, 0x61, 0xED, 0xA0], .dataInconsistentWithMessage),
        ("beyond Unicode", [0x81, 0x85, 0, 0, 0, 0, 0xF4, 0x90], .dataInconsistentWithMessage),
        ("a stray continuation byte", [0x81, 0x85, 0, 0, 0, 0, 0x80], .dataInconsistentWithMessage),
        ("half a character", [0x81, 0x82, 0, 0, 0, 0, 0x61, 0xC3], .dataInconsistentWithMessage),
        (
            "a character cut by the end of its message",
            [0x01, 0x81, 0, 0, 0, 0, 0xC3, 0x80, 0x80, 0, 0, 0, 0], .dataInconsistentWithMessage
        ),
        ("a close of one byte", [0x88, 0x81, 0, 0, 0, 0, 0x03], .protocolError),
        ("a close code below 1000", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7], .protocolError),
        ("a reason that is not UTF-8", [0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF], .dataInconsistentWithMessage),
    ]

    @Test("what is wrong is told with the byte that makes it so", arguments: Self.faulty)
    func faults(_ fault: (name: String, bytes: [UInt8], code: WebSocketErrorCode)) {
        for end in 0..<fault.bytes.count {
            #expect(Self.read(fault.bytes[..<end].map { [$0] }).fault == nil, "\(fault.name) \(end)")
        }
        #expect(Self.read([fault.bytes]).fault?.code == fault.code, "\(fault.name)")
        #expect(Self.read(fault.bytes.map { [$0] }).fault?.code == fault.code, "\(fault.name)")
    }

    @Test("close codes are those that may be sent")
    func closeCodes() {
        let allowed = Set([1000, 1001, 1002, 1003] + Array(1007...1014) + Array(3000...4999))
        for code in [0, 1, 999] + Array(1000...1100) + [1999, 2000, 2999, 3000, 4999, 5000, 65535] {
            let (events, fault) = Self.read([ClientFrame.close(code).bytes])
            #expect(events == (allowed.contains(code) ? [.close(.init(codeNumber: code))] : []), "\(code)")
            #expect((fault == nil) == allowed.contains(code), "\(code)")
        }
        #expect(Self.read([ClientFrame(opcode: 0x8, payload: []).bytes]).events == [.close(nil)])
    }

    @Test("UTF-8 is told from what is not as the standard library does, byte by byte")
    func utf8() {
        var random = SeededGenerator(seed: 6455)
        let alphabet: [UInt8] = [
            0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1,
            0xF4, 0xF5, 0xFF,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            var end = 0
            var isPossible = true
            for count in 1...bytes.count where isPossible {
                if let next = bytes[..<count].extendingUTF8(from: end) { end = next } else { isPossible = false }
            }
            #expect((isPossible && end == bytes.count) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
            #expect(bytes.extendingUTF8(from: 0) == (isPossible ? end : nil), "\(bytes)")
        }
    }

    @Test("random frames, and frames with random faults, mean the same however they are cut")
    func fuzz() {
        var random = SeededGenerator(seed: 2026)
        for round in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let payload = random.bytes([0, 1, 5, 125, 126, 300].randomElement(using: &random) ?? 0)
                let frame = ClientFrame(
                    opcode: [0x0, 0x1, 0x2, 0x2, 0x8, 0x9, 0xA].randomElement(using: &random) ?? 0,
                    payload: Bool.random(using: &random) ? payload : payload.map { $0 & 0x7F },
                    isFinal: Bool.random(using: &random),
                    mask: random.bytes(4)
                )
                bytes += frame.bytes
            }
            if round % 3 == 0 {
                for _ in 0..<3 {
                    bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: .min ... .max, using: &random)
                }
            }
            if round % 7 == 0 { bytes = random.bytes(64) }
            let whole = Self.read([bytes])
            let single = Self.read(bytes.map { [$0] })
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let halves = Self.read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(whole.events == single.events && whole.events == halves.events, "round \(round)")
            #expect(
                whole.fault?.code == single.fault?.code && whole.fault?.code == halves.fault?.code,
                "round \(round)"
            )
        }
    }
}
