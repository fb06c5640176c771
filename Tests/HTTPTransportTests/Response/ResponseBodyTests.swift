import AgentTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("Response bodies as sequences")
struct ResponseBodyTests {
    @Test("the head comes first, whatever its status, then the body as it is sent")
    func reads() async throws {
        let client = try HTTPClient()
        let mayGoOn = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n")
            mayGoOn.wait()
            connection.chunk("uno")
            mayGoOn.wait()
            connection.chunk("due")
            connection.endChunks()
        }
        defer { server.stop() }
        try await client.withResponse(to: HTTPClientRequest(url: server.url())) { (head, body) async throws in
            #expect(head.status == 404)
            var reader = body.makeAsyncIterator()
            mayGoOn.signal()
            #expect(try await reader.next() == Array("uno".utf8))
            mayGoOn.signal()
            #expect(try await reader.next() == Array("due".utf8))
            #expect(try await reader.next() == nil)
            #expect(try await reader.next() == nil)
        }
    }

    /// 16 MiB, more than the system takes in on its way.
    static let flood: [UInt8] = {
        let block = (0..<65536).map { UInt8(truncatingIfNeeded: $0 / 251) }
        return (0..<256).reduce(into: []) { flood, _ in flood += block }
    }()

    /// A server that sends ``flood`` and tells whether it was held up on its way.
    static func flooding() throws -> (server: LoopbackServer, wasHeldUp: AsyncStream<Bool>) {
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(Self.flood.count)\r\n\r\n")
            connection.setPatience(microseconds: 300_000)
            var rest = Self.flood[...]
            while !rest.isEmpty {
                let size = rest.withUnsafeBytes {
                    send(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if size > 0 {
                    rest = rest.dropFirst(size)
                } else if errno == EAGAIN {
                    continuation.yield(true)
                } else {
                    break
                }
            }
            continuation.yield(false)
        }
        return (server, stream)
    }

    @Test("a slow reader holds the server up, and loses nothing")
    func backpressure() async throws {
        let client = try HTTPClient()
        let (server, wasHeldUp) = try Self.flooding()
        defer { server.stop() }
        var received: [UInt8] = []
        var largest = 0
        try await client.withResponse(to: HTTPClientRequest(url: server.url()), bufferBytes: 32 * 1024) { _, body in
            #expect(await wasHeldUp.first { _ in true } == true)
            for try await piece in body {
                largest = max(largest, piece.count)
                received += piece
            }
        }
        #expect(received == Self.flood)
        #expect(largest < 48 * 1024)
    }

    @Test("a connection that is cut gives what came before, then the error")
    func cut() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.chunk("half")
        }
        defer { server.stop() }
        var received: [UInt8] = []
        await #expect(throws: HTTPTransportError.truncated) {
            try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, body in
                for try await piece in body { received += piece }
            }
        }
        #expect(received == Array("half".utf8))
    }

    @Test("leaving the scope closes the transfer, and a body that was kept is at its end")
    func leaving() async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.chunk("a")
            connection.waitForEnd()
            closed.arrive()
        }
        defer { server.stop() }
        let kept = try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, body in body }
        try await closed.arrived()
        var reader = kept.makeAsyncIterator()
        await #expect(throws: HTTPTransportError.cancelled) { while try await reader.next() != nil {} }
    }

    @Test("cancelling the task that reads closes the transfer at once")
    func cancelling() async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.beginChunks()
            connection.chunk("a")
            connection.waitForEnd()
            closed.arrive()
        }
        defer { server.stop() }
        let isReading = Gate(isOpen: true)
        let task = Task {
            try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, body in
                for try await _ in body { isReading.arrive() }
            }
        }
        try await isReading.arrived()
        task.cancel()
        try await closed.arrived()
        await #expect(throws: HTTPTransportError.cancelled) { try await task.value }
    }

    @Test("what fails before the head is thrown by the scope")
    func failing() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.reset()
        }
        defer { server.stop() }
        await #expect(throws: HTTPTransportError.truncated) {
            try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, _ in
                Issue.record("There is no response.")
            }
        }
    }
}
