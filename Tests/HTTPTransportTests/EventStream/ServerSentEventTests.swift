import HTTPTransport
import Testing

@Suite("Server-sent events")
struct ServerSentEventTests {
    struct Event: Equatable {
        let name: String
        let data: String
    }

    /// What the pieces mean, and whether something was left at the end.
    static func events(
        in pieces: [[UInt8]]
    ) throws -> (events: [Event], parser: ServerSentEventParser, isLeft: Bool) {
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
        let isLeft = parser.finish()
        return (events, parser, isLeft)
    }

    static let stream = Array(
        ("\u{FEFF}: hello\ndata: {\"a\":1}\n\ndata:no space\r\n\r\nevent: ping\rdata: uno\rdata: due\r\r"
            + "id: 7\nretry: 9\ndata\n\nunknown: x\ndata: perché 🩺\n\nevent\ndata:  two spaces\r\n\n"
            + "event: left out\n\ndata:\ndata:\n\nid: 8\u{0}\ndatax: 1\ndata : 2\nretry: 9s\n: bye\n\n").utf8
    )
    static let expected = [
        Event(name: "", data: "{\"a\":1}"), Event(name: "", data: "no space"), Event(name: "ping", data: "uno\ndue"),
        Event(name: "", data: ""), Event(name: "", data: "perché 🩺"), Event(name: "", data: " two spaces"),
        Event(name: "", data: "\n"),
    ]

    /// Whether the pieces, which are the stream, mean what it means.
    static func check(_ pieces: [[UInt8]], _ note: @autoclosure () -> String) throws {
        let (events, parser, isLeft) = try self.events(in: pieces)
        #expect(events == self.expected, "\(note())")
        #expect(parser.commentCount == 2, "\(note())")
        #expect(parser.lastEventID == "7", "\(note())")
        #expect(parser.retry == .milliseconds(9), "\(note())")
        #expect(!isLeft, "\(note())")
    }

    @Test("a stream means the same wherever it is cut once")
    func everyCut() throws {
        for cut in 0...Self.stream.count {
            try Self.check([Array(Self.stream[..<cut]), Array(Self.stream[cut...])], "cut at \(cut)")
        }
    }

    @Test("a stream means the same wherever it is cut twice")
    func everyPairOfCuts() throws {
        for first in 0...Self.stream.count {
            for second in first...min(first + 12, Self.stream.count) {
                let pieces = [Self.stream[..<first], Self.stream[first..<second], Self.stream[second...]].map(
                    Array.init
                )
                try Self.check(pieces, "cut at \(first) and \(second)")
            }
        }
    }

    @Test("a stream means the same byte by byte")
    func byteByByte() throws {
        try Self.check(Self.stream.map { [$0] }, "byte by byte")
    }

    @Test(
        "an event without its blank line is not handed out, and reported",
        arguments: ["data: half\n", "data: half", "data", "event: x\n", "data: a\n\ndata: b\n", ": half a comment"]
    )
    func unterminated(_ text: String) throws {
        let (events, _, isLeft) = try Self.events(in: [Array(text.utf8)])
        #expect(events.count == (text.contains("\n\n") ? 1 : 0))
        #expect(isLeft)
    }

    @Test("an id counts from the end of its event on, also where there is no data, and an empty one forgets it")
    func ids() throws {
        #expect(try Self.events(in: [Array("id: 1\ndata: x\n".utf8)]).parser.lastEventID == "")
        #expect(try Self.events(in: [Array("id: 1\n\n".utf8)]).parser.lastEventID == "1")
        #expect(try Self.events(in: [Array("id: 1\n\ndata: x\n\n".utf8)]).parser.lastEventID == "1")
        #expect(try Self.events(in: [Array("id: 1\n\nid\n\n".utf8)]).parser.lastEventID == "")
    }

    @Test("a byte order mark counts only at the beginning")
    func byteOrderMark() throws {
        let events = try Self.events(in: [Array("\u{FEFF}data: a\n\n\u{FEFF}data: b\n\ndata: c\n\n".utf8)]).events
        #expect(events.map(\.data) == ["a", "c"])
    }

    @Test("an event that grows too large is refused, in one piece or in many, with its end or without")
    func tooLarge() {
        for text in ["data: \(String(repeating: "x", count: 200))", "data: \(String(repeating: "x", count: 101))\n\n"] {
            for size in [1, 7, 1000] {
                var parser = ServerSentEventParser(maximumEventBytes: 100)
                #expect(throws: ServerSentEventParser.EventTooLarge.self) {
                    var rest = Array(text.utf8)[...]
                    while !rest.isEmpty {
                        let piece = Array(rest.prefix(size))
                        rest = rest.dropFirst(size)
                        try parser.feed(piece.span) { _, _ in }
                    }
                }
            }
        }
    }
}
