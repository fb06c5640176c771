import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("A kept connection that ends without an answer")
struct RepetitionTests {
    private static let requests: [(request: HTTPClientRequest, isRepeated: Bool)] = [
        (HTTPClientRequest(url: ""), true), (HTTPClientRequest(method: "DELETE", url: ""), true),
        (HTTPClientRequest(method: "PUT", url: "", body: [1]), true),
        (HTTPClientRequest(method: "POST", url: "", body: [1]), false),
        (HTTPClientRequest(method: "PATCH", url: ""), false),
        (HTTPClientRequest(method: "POST", url: "", headers: ["idempotency-key": "k"], body: [1]), true),
        (HTTPClientRequest(method: "POST", url: "", body: [1], mayRepeat: true), true),
        (HTTPClientRequest(method: "GET", url: "", mayRepeat: false), false),
    ]

    @Test("gets the request sent again where that does no harm, and nowhere else", arguments: requests)
    func repetition(_ sample: (request: HTTPClientRequest, isRepeated: Bool)) async throws {
        let count = NIOLockedValueBox(0)
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                let number = count.withLockedValue { count in
                    count += 1
                    return count
                }
                // The second is read, and perhaps executed, and never answered.
                if number == 2 { return }
                connection.respond()
            }
        }
        defer { server.stop() }
        let client = try HTTPClient()
        _ = try await client.send(HTTPClientRequest(url: server.url()))
        var request = sample.request
        request.url = server.url()
        if sample.isRepeated {
            #expect(try await client.send(request).body == Array("ok".utf8))
            #expect(count.withLockedValue(\.self) == 3)
        } else {
            await #expect(throws: HTTPTransportError.unanswered) { try await client.send(request) }
            #expect(count.withLockedValue(\.self) == 2)
        }
        #expect(!HTTPTransportError.unanswered.isBeforeSending)
    }

    @Test("is no sign that nobody heard, even if nobody is there for the next try")
    func gone() async throws {
        let servers = NIOLockedValueBox<LoopbackServer?>(nil)
        let server = try LoopbackServer { connection in
            guard connection.request() != nil else { return }
            connection.respond()
            if connection.request() != nil { servers.withLockedValue { $0?.stop() } }
        }
        servers.withLockedValue { $0 = server }
        defer { servers.withLockedValue { $0 = nil } }
        let client = try HTTPClient()
        _ = try await client.send(HTTPClientRequest(url: server.url()))
        await #expect(throws: HTTPTransportError.unanswered) {
            try await client.send(HTTPClientRequest(url: server.url()))
        }
    }

    @Test("by a shutdown tells whether the request had gone out")
    func shutdown() async throws {
        let arrived = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            guard connection.request() != nil else { return }
            arrived.arrive()
            connection.waitForEnd()
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let task = Task { try await client.send(HTTPClientRequest(method: "POST", url: server.url(), body: [1])) }
        try await arrived.arrived()
        await client.shutdown()
        let error = await #expect(throws: HTTPTransportError.self) { try await task.value }
        #expect(error == .shutDown(wasSent: true))
        #expect(error?.isBeforeSending == false)
        #expect(HTTPTransportError.shutDown(wasSent: false).isBeforeSending)
    }
}
