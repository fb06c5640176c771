import AgentTesting
import Dispatch
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("Connections")
struct ConnectionTests {
    @Test("requests one after the other use one connection, however the body is taken")
    func reuse() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                connection.beginChunks()
                connection.chunk("data: uno\n\n")
                connection.chunk("data: [DONE]\n\n")
                connection.endChunks()
            }
        }
        defer { server.stop() }
        let request = HTTPClientRequest(method: "POST", url: server.url(), body: Array("{}".utf8))
        for _ in 0..<20 {
            _ = try await client.send(request)
            try await client.stream(request, into: RecordingSink())
            try await client.withResponse(to: request) { _, body in for try await _ in body {} }
        }
        #expect(server.connections.arrivals == 1)
    }

    @Test("a stream whose sink has enough gives its connection back when the rest has come")
    func enough() async throws {
        let client = try HTTPClient()
        let ended = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                connection.beginChunks()
                connection.chunk("data: [DONE]\n\n")
                connection.endChunks()
                ended.arrive()
            }
        }
        defer { server.stop() }
        for count in 1...10 {
            let sink = RecordingSink { $0.contains("[DONE]") ? .enough : .more }
            let head = try await client.stream(HTTPClientRequest(url: server.url()), into: sink)
            #expect(head.status == 200)
            try await ended.arrived(count)
        }
        // One after the other, unless a request came before the end of the one before had been read.
        #expect(server.connections.arrivals < 10)
    }

    @Test("a stream whose sink has enough is let go although the server goes on")
    func drained() async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.keepAlive()
            closed.arrive()
        }
        defer { server.stop() }
        try await client.stream(HTTPClientRequest(url: server.url()), into: RecordingSink { _ in .enough })
        try await closed.arrived()
    }

    @Test("a kept connection that the server has closed is replaced without an error")
    func staleConnection() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.respond()
        }
        defer { server.stop() }
        for count in 1...5 {
            var request = HTTPClientRequest(method: "POST", url: server.url(), body: [1])
            request.mayRepeat = true
            #expect(try await client.send(request).body == Array("ok".utf8))
            try await server.connections.arrived(count)
        }
    }

    @Test("a request does not wait for the answer to another one")
    func independence() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            if connection.request()?.target == "/silent" { connection.waitForEnd() } else { connection.respond() }
        }
        defer { server.stop() }
        let silent = Task { try await client.send(HTTPClientRequest(url: server.url("/silent"))) }
        try await server.connections.arrived()
        #expect(try await client.send(HTTPClientRequest(url: server.url("/other"))).body == Array("ok".utf8))
        silent.cancel()
        await #expect(throws: HTTPTransportError.cancelled) { try await silent.value }
    }

    @Test("the request goes out as it was written: no Expect, the body whole, header fields in order")
    func request() async throws {
        let client = try HTTPClient()
        let seen = NIOLockedValueBox<LoopbackConnection.Request?>(nil)
        let server = try LoopbackServer { connection in
            seen.withLockedValue { $0 = connection.request() }
            connection.respond()
        }
        defer { server.stop() }
        let body = [UInt8](repeating: 120, count: 2 * 1024 * 1024)
        _ = try await client.send(
            HTTPClientRequest(
                method: "POST",
                url: server.url("/a/b?c=d"),
                headers: ["X-One": "1", "X-Empty": "", "Content-Type": "application/json"],
                body: body
            )
        )
        let request = try #require(seen.withLockedValue { $0 })
        #expect(request.line == "POST /a/b?c=d HTTP/1.1")
        #expect(request.header("Expect") == nil)
        #expect(request.header("X-One") == "1")
        #expect(request.header("X-Empty") == "")
        #expect(request.body == body)
    }

    @Test("a head comes before its body, interim responses and folded lines are understood, trailers passed over")
    func heads() async throws {
        let client = try HTTPClient()
        let mayGoOn = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            connection.write(
                "HTTP/1.1 200\r\nX-Folded: one\r\n two\r\nX-Space:  a b \t\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            mayGoOn.wait()
            connection.write("2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n")
        }
        defer { server.stop() }
        let (head, body) = try await client.withResponse(to: HTTPClientRequest(url: server.url())) { head, body in
            mayGoOn.signal()
            return (head, try await body.reduce(into: [UInt8]()) { $0 += $1 })
        }
        #expect(head.status == 200)
        #expect(head.headers["X-Folded"] == "one two")
        #expect(head.headers["X-Space"] == "a b")
        #expect(head.headers["Link"] == nil)
        #expect(head.headers["X-Trailer"] == nil)
        #expect(body == Array("ok".utf8))
    }

    @Test("a compressed body is asked for and unpacked, and its limit counts unpacked bytes")
    func compression() async throws {
        // "prova " three hundred times.
        let packed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x2B, 0x28, 0xCA, 0x2F, 0x4B, 0x54,
            0x28, 0x18, 0x25, 0x47, 0xC9, 0x51, 0x72, 0x94, 0x1C, 0x25, 0x47, 0xC9, 0x11, 0x49, 0x02, 0x00,
            0xC0, 0xB8, 0x64, 0x6F, 0x08, 0x07, 0x00, 0x00,
        ]
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            while let request = connection.request() {
                guard request.header("Accept-Encoding")?.contains("gzip") == true else { return }
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                connection.write(packed)
            }
        }
        defer { server.stop() }
        let expected = Array(String(repeating: "prova ", count: 300).utf8)
        let request = HTTPClientRequest(url: server.url())
        #expect(try await client.send(request).body == expected)
        let sink = RecordingSink()
        try await client.stream(request, into: sink)
        #expect(Array(sink.text.utf8) == expected)
        let read = try await client.withResponse(to: request, bufferBytes: 1) { _, body in
            try await body.reduce(into: [UInt8]()) { $0 += $1 }
        }
        #expect(read == expected)
        await #expect(throws: HTTPTransportError.bodyTooLarge(limit: 1799)) {
            try await client.send(request, maximumBodyBytes: 1799)
        }
    }

    @Test("a head without a body is a whole response", arguments: ["204 No Content", "304 Not Modified"])
    func withoutBody(_ status: String) async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            while connection.request() != nil { connection.write("HTTP/1.1 \(status)\r\n\r\n") }
        }
        defer { server.stop() }
        let response = try await client.send(HTTPClientRequest(url: server.url()))
        #expect(response.head.status == Int(status.prefix(3)))
        #expect(response.body.isEmpty)
        let pieces = try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, body in
            try await body.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(pieces.isEmpty)
        let head = try await client.send(HTTPClientRequest(method: "HEAD", url: server.url())).head
        #expect(head.status == Int(status.prefix(3)))
    }
}
