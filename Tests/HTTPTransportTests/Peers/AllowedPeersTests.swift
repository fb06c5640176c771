import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("Allowed peers")
struct AllowedPeersTests {
    @Test("a request for public addresses opens no connection to others, whatever the host is called")
    func publicOnly() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            while connection.request() != nil { connection.respond() }
        }
        defer { server.stop() }
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"] {
            let request = HTTPClientRequest(url: "http://\(host):\(server.port)/", allowedPeers: .publicOnly)
            await #expect(throws: HTTPTransportError.forbiddenAddress("\(host):\(server.port)")) {
                try await client.send(request)
            }
        }
        #expect(server.connections.arrivals == 0)
    }

    @Test("nor does it use a connection that another request has opened")
    func reused() async throws {
        let client = try HTTPClient()
        let requests = NIOLockedValueBox(0)
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                requests.withLockedValue { $0 += 1 }
                connection.respond()
            }
        }
        defer { server.stop() }
        _ = try await client.send(HTTPClientRequest(url: server.url()))
        await #expect(throws: HTTPTransportError.forbiddenAddress("127.0.0.1:\(server.port)")) {
            try await client.send(HTTPClientRequest(url: server.url(), allowedPeers: .publicOnly))
        }
        #expect(server.connections.arrivals == 1)
        #expect(requests.withLockedValue { $0 } == 1)
    }

    @Test("a closure sees the address and decides")
    func matching() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            while connection.request() != nil { connection.respond() }
        }
        defer { server.stop() }
        let seen = NIOLockedValueBox<Set<String>>([])
        let isLoopback = AllowedPeers.matching { address in
            seen.withLockedValue { _ = $0.insert(address.description) }
            return address.description == "127.0.0.1"
        }
        _ = try await client.send(HTTPClientRequest(url: server.url(), allowedPeers: isLoopback))
        #expect(seen.withLockedValue { $0 } == ["127.0.0.1"])
    }

    @Test("such a request asks no proxy, which would connect in its place")
    func noProxy() async throws {
        let proxy = try LoopbackServer { connection in
            while connection.request() != nil { connection.respond() }
        }
        defer { proxy.stop() }
        let server = try LoopbackServer { _ in }
        defer { server.stop() }
        let client = try HTTPClient(configuration: HTTPClientConfiguration(proxy: .url(proxy.url())))
        await #expect(throws: HTTPTransportError.forbiddenAddress("127.0.0.1:\(server.port)")) {
            try await client.send(HTTPClientRequest(url: server.url(), allowedPeers: .publicOnly))
        }
        #expect(proxy.connections.arrivals == 0)
    }
}
