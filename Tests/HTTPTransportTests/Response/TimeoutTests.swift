import AgentTesting
import Foundation
import Testing

@testable import HTTPTransport

/// Each phase against a server that lets it pass. Limits that must not be reached are a minute.
@Suite("Timeouts")
struct TimeoutTests {
    static let short = Duration.milliseconds(60)
    static let long = Duration.seconds(60)

    /// Comments are signs of life.
    static func sink() -> RecordingSink { RecordingSink { $0.contains("data") ? .more : .keptAlive } }

    static func expect(
        _ phase: HTTPTransportError.Phase,
        within timeouts: HTTPTimeouts,
        scheme: String = "http",
        sourceLocation: SourceLocation = #_sourceLocation,
        from answer: @escaping @Sendable (LoopbackConnection) -> Void
    ) async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            answer(connection)
            connection.waitForEnd()
            closed.arrive()
        }
        defer { server.stop() }
        await #expect(throws: HTTPTransportError.timedOut(phase), sourceLocation: sourceLocation) {
            try await client.stream(
                HTTPClientRequest(url: server.url(scheme: scheme), timeouts: timeouts),
                into: Self.sink()
            )
        }
        try await closed.arrived()
    }

    @Test("a handshake that gets no answer is a connection that does not come about")
    func connect() async throws {
        let timeouts = HTTPTimeouts(connect: Self.short, firstByte: Self.long, idle: Self.long, total: Self.long)
        try await Self.expect(.connect, within: timeouts, scheme: "https") { _ in }
    }

    @Test("a request that gets no answer")
    func firstByte() async throws {
        let timeouts = HTTPTimeouts(firstByte: Self.short, firstContent: Self.long, stall: Self.long, idle: Self.long)
        try await Self.expect(.firstByte, within: timeouts) { _ = $0.request() }
    }

    @Test("an answer that is kept alive and never has content")
    func firstContent() async throws {
        let timeouts = HTTPTimeouts(firstByte: Self.long, firstContent: Self.short, stall: Self.long, idle: Self.long)
        try await Self.expect(.firstContent, within: timeouts) { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.keepAlive()
        }
    }

    @Test("content that stops, while the stream is kept alive")
    func stall() async throws {
        let timeouts = HTTPTimeouts(firstByte: Self.long, firstContent: Self.long, stall: Self.short, idle: Self.long)
        try await Self.expect(.stall, within: timeouts) { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.chunk("data: uno\n\n")
            connection.keepAlive()
        }
    }

    @Test("an answer after which nothing comes any more")
    func idle() async throws {
        let timeouts = HTTPTimeouts(firstByte: Self.long, firstContent: Self.long, stall: Self.long, idle: Self.short)
        try await Self.expect(.idle, within: timeouts) { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.chunk("data: uno\n\n")
        }
    }

    @Test("an answer that goes on and on")
    func total() async throws {
        let timeouts = HTTPTimeouts(firstByte: Self.long, stall: Self.long, idle: Self.long, total: Self.short)
        try await Self.expect(.total, within: timeouts) { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.repeatChunk("data: uno\n\n")
        }
    }

    @Test("no time at all is too little")
    func none() async throws {
        try await Self.expect(.total, within: HTTPTimeouts(total: .zero)) { _ in }
    }

    @Test("a body that is held back does not stall")
    func heldBack() async throws {
        let client = try HTTPClient()
        let (server, wasHeldUp) = try ResponseBodyTests.flooding()
        defer { server.stop() }
        let timeouts = HTTPTimeouts(stall: .milliseconds(150), idle: .milliseconds(150))
        var size = 0
        try await client.withResponse(to: HTTPClientRequest(url: server.url(), timeouts: timeouts)) { _, body in
            // The server notices after 300 ms.
            #expect(await wasHeldUp.first { _ in true } == true)
            for try await piece in body { size += piece.count }
        }
        #expect(size == ResponseBodyTests.flood.count)
    }
}
