import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

/// `localhost` and `127.0.0.1` are two hosts to whoever judges by name.
@Suite("Where a tool of kind http may go")
struct HTTPToolHostsTests {
    private static func settings(_ url: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        JSONValue.object([
            "url": .string(url), "parameters": .parameters([:]), "private_addresses": true,
            "headers": ["X-Key": "k1"], "auth": ["bearer": "t1"],
        ]).with(more)
    }

    @Test("excludes loopback, private and link-local addresses unless they are allowed")
    func privateAddresses() async throws {
        let server = try await StubHTTPServer.running { _ in .json([:]) }
        let port = server.port
        let urls = [
            server.url, "http://localhost:\(port)", "http://[::1]:\(port)", "http://10.0.0.1", "http://192.168.1.1",
            "http://169.254.169.254/latest/meta-data", "http://0.0.0.0:\(port)", "http://2130706433:\(port)",
            "http://[::ffff:127.0.0.1]:\(port)",
        ]
        for url in urls {
            let tool = try await RemoteToolFixture(HTTPKind(), Self.settings(url, ["private_addresses": false]))
            let failure = try await tool.failure(budget: .seconds(5))
            #expect(failure == ToolFailure("The service behind this tool cannot be used."), "\(url)")
        }
        #expect(server.connectionCount == 0)
        _ = try await RemoteToolFixture(HTTPKind(), Self.settings("http://localhost:\(port)")).call()
        #expect(server.requests.count == 1)
    }

    static let locations = [
        ("/b", "/b"), ("/b?x=1", "/b?x=1"), ("c", "/v1/c"), ("c/d", "/v1/c/d"), ("?page=2", "/v1/a?page=2"),
        ("../e", "/e"), ("b:c", nil), ("//localhost/", nil), ("ftp://127.0.0.1/a", nil), ("http://localhost/", nil),
        ("http://127.0.0.1@localhost/", nil), ("http://localhost\\@127.0.0.1/", nil), ("javascript:alert(1)", nil),
    ]

    @Test("includes redirects within its host, and no others", arguments: locations)
    func redirects(_ location: String, _ path: String?) async throws {
        let server = try await StubHTTPServer.running { request in
            request.path == "/v1/a" ? .redirect(to: location) : .json(["path": .string(request.path)])
        }
        let tool = try await RemoteToolFixture(HTTPKind(), Self.settings("\(server.url)/v1/a"))
        if let path {
            #expect(try await tool.call() == ["path": .string(path)])
            #expect(server.requests.map { $0.header("Authorization") } == ["Bearer t1", "Bearer t1"])
        } else {
            #expect(try await tool.failure().reason.contains("leads to another host, which is not allowed"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("includes other hosts that are configured, which are shown no key")
    func otherHost() async throws {
        let other = try await StubHTTPServer.running { _ in .json(["ok": true]) }
        let server = try await StubHTTPServer.running { _ in .redirect(to: "http://localhost:\(other.port)/a") }
        let stranger = try await RemoteToolFixture(HTTPKind(), Self.settings("\(server.url)/a"))
        #expect(try await stranger.failure().reason.contains("another host"))
        #expect(other.connectionCount == 0)
        let allowed = try await RemoteToolFixture(
            HTTPKind(),
            Self.settings("\(server.url)/a", ["hosts": ["127.0.0.1", "LOCALHOST"]])
        )
        #expect(try await allowed.call() == ["ok": true])
        let request = try #require(other.requests.first)
        #expect(request.header("Authorization") == nil)
        #expect(request.header("X-Key") == nil)
    }

    @Test("ends where it is sent in circles, and where a request may not be repeated")
    func circles() async throws {
        let server = try await StubHTTPServer.running { _ in .redirect(to: "/a", status: 307) }
        let get = try await RemoteToolFixture(HTTPKind(), Self.settings("\(server.url)/a"))
        #expect(try await get.failure().reason.contains("in circles"))
        #expect(server.requests.count == 4)
        let post = try await RemoteToolFixture(HTTPKind(), Self.settings("\(server.url)/a", ["method": "POST"]))
        #expect(try await post.failure().reason.contains("leads elsewhere, which is not followed"))
        #expect(server.requests.count == 5)
    }
}
