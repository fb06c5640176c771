import HTTPTransport
import Testing

@Suite("Server-sent events")
struct ServerSentEventTests {
    struct Event: Equatable {
        let name: String
        let data: String
    }

    static func events(in pieces: [[UInt8]]) throws -> (events: [Event], parser: ServerSentEventParser) {
        var parser = ServerSentEventParser()
        var events: [Event] = []
        for piece in pieces {
            try parser.feed(piece.span) { name, data in
                events.append(
                    Event(
                        name: name.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) },
                        data: data.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
                    )
                )
            }
        }
        return (events, parser)
    }

    static let stream = Array(
        ("\u{FEFF}: hello\ndata: {\"a\":1}\n\ndata:no space\r\n\r\nevent: ping\rdata: uno\rdata: due\r\r"
            + "id: 7\nretry: 9\ndata\n\nunknown: x\ndata: perché 🩺\n\n: bye\n").utf8
    )
    static let expected = [
        Event(name: "", data: "{\"a\":1}"), Event(name: "", data: "no space"), Event(name: "ping", data: "uno\ndue"),
        Event(name: "", data: ""), Event(name: "", data: "perché 🩺"),
    ]

    @Test("a stream means the same wherever it is cut once")
    func everyCut() throws {
        for cut in 0...Self.stream.count {
            let (events, parser) = try Self.events(in: [Array(Self.stream[..<cut]), Array(Self.stream[cut...])])
            #expect(events == Self.expected, "cut at \(cut)")
            #expect(parser.commentCount == 2)
            #expect(!parser.hasUnterminatedEvent)
        }
    }

    @Test("a stream means the same byte by byte")
    func byteByByte() throws {
        #expect(try Self.events(in: Self.stream.map { [$0] }).events == Self.expected)
    }

    @Test("an event without its blank line is not handed out, and noticed")
    func unterminated() throws {
        let (events, parser) = try Self.events(in: [Array("data: half\n".utf8)])
        #expect(events.isEmpty)
        #expect(parser.hasUnterminatedEvent)
    }

    @Test("an event that grows too large is refused, in one piece or in many")
    func tooLarge() {
        for size in [1, 7, 1000] {
            var parser = ServerSentEventParser(maximumEventBytes: 100)
            #expect(throws: ServerSentEventParser.EventTooLarge.self) {
                var rest = Array("data: \(String(repeating: "x", count: 200))".utf8)[...]
                while !rest.isEmpty {
                    let piece = Array(rest.prefix(size))
                    rest = rest.dropFirst(size)
                    try parser.feed(piece.span) { _, _ in }
                }
            }
        }
    }
}
