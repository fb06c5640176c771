import AgentTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("Proxies")
struct ProxyTests {
    /// A proxy that answers every request itself, with what it was asked for.
    static func answering() throws -> LoopbackServer {
        try LoopbackServer { connection in
            while let request = connection.request() { connection.respond(request.target) }
        }
    }

    /// A proxy that connects to whatever port of this host it is asked for.
    static func tunnelling() throws -> LoopbackServer {
        try LoopbackServer { connection in
            guard let request = connection.request(), request.line.hasPrefix("CONNECT 127.0.0.1:"),
                let port = UInt16(request.target.split(separator: ":").last ?? ""),
                let far = LoopbackConnection(port: port)
            else { return }
            connection.write("HTTP/1.1 200 Connected\r\nX-Proxy: yes\r\n\r\n")
            Thread.detachNewThread {
                while let bytes = connection.read(65536), far.write(bytes) {}
                far.shutDown()
            }
            while let bytes = far.read(65536), connection.write(bytes) {}
            connection.shutDown()
            connection.waitForEnd()
            close(far.descriptor)
        }
    }

    static func client(_ proxy: LoopbackServer) async throws -> HTTPClient {
        let file = SecureServer.canRun ? try await Certificate.shared.value.file : nil
        return try HTTPClient(
            configuration: HTTPClientConfiguration(certificateAuthorities: file, proxy: .url(proxy.url()))
        )
    }

    @Test("http goes to the proxy with the whole URL, whose host it looks up")
    func absoluteForm() async throws {
        let proxy = try Self.answering()
        defer { proxy.stop() }
        let response = try await Self.client(proxy).send(HTTPClientRequest(url: "http://nowhere.invalid/path?a=b"))
        #expect(String(decoding: response.body, as: UTF8.self) == "http://nowhere.invalid/path?a=b")
    }

    @Test(
        "https goes through a tunnel, whose head is not taken for the response's",
        .enabled(if: SecureServer.canRun, "Node or openssl is not here: TLS through a proxy was not tried.")
    )
    func tunnel() async throws {
        let proxy = try Self.tunnelling()
        defer { proxy.stop() }
        let server = try await SecureServer.running()
        let client = try await Self.client(proxy)
        for _ in 0..<3 {
            let response = try await client.send(HTTPClientRequest(url: server.url("/version")))
            #expect(String(decoding: response.body, as: UTF8.self) == "2.0")
            #expect(response.head.headers["X-Proxy"] == nil)
        }
        #expect(proxy.connections.arrivals == 1)
    }

    @Test("a proxy that refuses the tunnel, and one that cannot be found, are told apart from their hosts")
    func refused() async throws {
        let proxy = try LoopbackServer { connection in
            _ = connection.request()
            connection.respond("no", status: "403 Forbidden")
        }
        defer { proxy.stop() }
        await #expect(throws: HTTPTransportError.proxy("it answered with status 403")) {
            try await Self.client(proxy).send(HTTPClientRequest(url: "https://nowhere.invalid/"))
        }
        let configuration = HTTPClientConfiguration(proxy: .url("http://nowhere.invalid:3128"))
        await #expect(throws: HTTPTransportError.proxy("its name cannot be found")) {
            try await HTTPClient(configuration: configuration).send(HTTPClientRequest(url: "http://127.0.0.1/"))
        }
    }

    @Test("without a configuration the environment names the proxy, and its exceptions")
    func environment() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ProxyTests.answering()
            let server = try LoopbackServer { connection in
                while connection.request() != nil { connection.respond("direct") }
            }
            setenv("http_proxy", proxy.url(), 1)
            setenv("no_proxy", "127.0.0.1", 1)
            let client = try HTTPClient()
            let far = try await client.send(HTTPClientRequest(url: "http://nowhere.invalid/"))
            #expect(String(decoding: far.body, as: UTF8.self) == "http://nowhere.invalid/")
            let near = try await client.send(HTTPClientRequest(url: server.url()))
            #expect(String(decoding: near.body, as: UTF8.self) == "direct")
            setenv("no_proxy", "", 1)
            let direct = try HTTPClient(configuration: HTTPClientConfiguration(proxy: .none))
            let other = try await direct.send(HTTPClientRequest(url: server.url()))
            #expect(String(decoding: other.body, as: UTF8.self) == "direct")
        }
    }
}
