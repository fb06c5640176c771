import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

@testable import Tools

@Suite("The URL of a remote tool")
struct RemoteURLTests {
    static let origins: [(url: String, origin: String?, host: String)] = [
        ("https://api.example.org/a", "https://api.example.org", "api.example.org"),
        ("HTTP://API.example.org:8443?x", "http://api.example.org:8443", "api.example.org"),
        ("http://[::1]:80/a", "http://[::1]:80", "[::1]"), ("https://a.example#f", "https://a.example", "a.example"),
        ("ftp://a.example", nil, ""), ("a.example/x", nil, ""), ("https://", nil, ""), ("https:///a", nil, ""),
        ("https://me@a.example", nil, ""), ("https://{host}/a", nil, ""), ("https://a b/", nil, ""), ("", nil, ""),
        ("javascript://a.example/", nil, ""), ("//a.example", nil, ""),
    ]

    @Test("has a fixed scheme and host, without credentials", arguments: origins)
    func origin(_ expected: (url: String, origin: String?, host: String)) {
        #expect(RemoteURL.origin(of: expected.url) == expected.origin)
        #expect(RemoteURL.isAbsolute(expected.url) == (expected.origin != nil))
        if let origin = expected.origin { #expect(RemoteURL.host(of: origin) == expected.host) }
    }

    static let base = "https://a.example:8443/v1/list?page=1"
    static let redirects: [(location: String, url: String?)] = [
        ("/b", "https://a.example:8443/b"), ("b", "https://a.example:8443/v1/b"), ("", "https://a.example:8443/v1/"),
        ("?page=2", "https://a.example:8443/v1/list?page=2"), ("//b.example/c", "https://b.example/c"),
        ("http://b.example", "http://b.example"), ("b/c:d", "https://a.example:8443/v1/b/c:d"),
        ("mailto:a", nil), ("ftp://b.example", nil), ("//me@b.example", nil), ("https://me@b.example/", nil),
    ]

    @Test("is where a redirect leads from it", arguments: redirects)
    func redirect(_ expected: (location: String, url: String?)) {
        #expect(RemoteURL.resolved(expected.location, from: Self.base) == expected.url)
    }

    @Test("holds any text as one value: nothing in it means anything, and it is read back as it was")
    func encoding() {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%"
        )
        for text in AwkwardTexts.all() {
            let encoded = text.percentEncoded
            #expect(encoded.unicodeScalars.allSatisfy(unreserved.contains))
            #expect(encoded.removingPercentEncoding.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test("lets no argument out of its segment or its field, whatever it is")
    func arguments() async throws {
        let server = try await StubHTTPServer.running { .json(["path": .string($0.path)]) }
        let tool = try await RemoteToolFixture(
            HTTPKind(),
            [
                "url": .string("\(server.url)/v1/{id}/price"), "query": ["q": "{q}", "z": "1"],
                "parameters": .parameters(["id": "string", "q": "string"], required: ["id"]),
                "private_addresses": true,
            ]
        )
        for text in AwkwardTexts.all(40) {
            guard !["", ".", ".."].contains(text) else {
                #expect(try await tool.failure(["id": .string(text)]).reason.contains("is not a value"))
                continue
            }
            let path = try await tool.call(["id": .string(text), "q": .string(text)])["path"]?.string ?? ""
            let parts = path.split(separator: "?", omittingEmptySubsequences: false)
            #expect(parts.count == 2)
            let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false)
            #expect(segments.count == 4)
            #expect(segments.map { $0.removingPercentEncoding ?? "" } == ["", "v1", text, "price"])
            let fields = parts[1].split(separator: "&").map {
                $0.split(separator: "=", omittingEmptySubsequences: false)
            }
            #expect(fields.map { $0.map { $0.removingPercentEncoding ?? "" } } == [["q", text], ["z", "1"]])
        }
    }
}
