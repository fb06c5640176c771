import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import Tools

@Suite("Client credentials of OAuth 2")
struct ClientCredentialsTests {
    /// A service that takes the newest token alone, and its token server.
    private struct Service: Sendable {
        let server: StubHTTPServer
        let time = NIOLockedValueBox(Timestamp("2026-11-23T09:00:00.000Z") ?? .now)
        private let issued: NIOLockedValueBox<Int>

        init(token: @escaping @Sendable (Int) async throws -> StubHTTPResponse = { Service.issue($0) }) async throws {
            let issued = NIOLockedValueBox(0)
            self.issued = issued
            self.server = try await StubHTTPServer.running { request in
                if request.path == "/token" {
                    let number = issued.withLockedValue { count in
                        count += 1
                        return count
                    }
                    return try await token(number)
                }
                let good = "Bearer t\(issued.withLockedValue(\.self))"
                return request.header("Authorization") == good ? .json(["ok": true]) : .status(401)
            }
        }

        static func issue(_ number: Int) -> StubHTTPResponse {
            .json(["access_token": .string("t\(number)"), "token_type": "Bearer", "expires_in": 3600])
        }

        func tool(_ credentials: [String: JSONValue] = [:]) async throws -> RemoteToolFixture {
            let oauth = JSONValue.object([
                "token_url": .string("\(self.server.url)/token"), "client_id": "c&1", "client_secret": "s=e c",
            ]).with(credentials)
            return try await RemoteToolFixture(
                HTTPKind(),
                [
                    "url": .string("\(self.server.url)/a"), "parameters": .parameters([:]),
                    "private_addresses": true, "auth": ["oauth2": oauth],
                ],
                now: { [time = self.time] in time.withLockedValue(\.self) }
            )
        }

        func wait(_ duration: Duration) { self.time.withLockedValue { $0 = $0 + duration } }
        /// Takes the tokens that are out for bad.
        func forget() { self.issued.withLockedValue { $0 += 1 } }
        var paths: [String] { self.server.requests.map(\.path) }
    }

    @Test("get a token as a form, keep it, and renew it before it expires")
    func expiry() async throws {
        let service = try await Service()
        let tool = try await service.tool(["scope": "read:slots write:slots"])
        for wait in [Duration.zero, .seconds(3569), .seconds(2)] {
            service.wait(wait)
            #expect(try await tool.call() == ["ok": true])
        }
        #expect(service.paths == ["/token", "/a", "/a", "/token", "/a"])
        let request = try #require(service.server.requests.first)
        #expect(request.method == "POST")
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(
            request.text == "grant_type=client_credentials&client_id=c%261&client_secret=s%3De%20c"
                + "&scope=read%3Aslots%20write%3Aslots"
        )
    }

    @Test("renew a token that is refused, once per call")
    func refused() async throws {
        let service = try await Service()
        let tool = try await service.tool()
        _ = try await tool.call()
        service.forget()
        #expect(try await tool.call() == ["ok": true])
        #expect(service.paths == ["/token", "/a", "/a", "/token", "/a"])

        let hopeless = try await Service { _ in .json(["access_token": "wrong"]) }
        #expect(try await hopeless.tool().failure().reason.contains("refuses us"))
        #expect(hopeless.paths == ["/token", "/a", "/token", "/a"])
    }

    @Test("get one token for all calls that wait for it")
    func together() async throws {
        let gate = Gate()
        let service = try await Service { number in
            try await gate.pass()
            return Service.issue(number)
        }
        let tool = try await service.tool()
        try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for _ in 0..<8 { group.addTask { try await tool.call() } }
            try await gate.arrived()
            gate.open()
            for try await result in group { #expect(result == ["ok": true]) }
        }
        #expect(service.paths.count { $0 == "/token" } == 1)
        #expect(service.paths.count { $0 == "/a" } == 8)
    }

    static let failures: [(StubHTTPResponse, Bool)] = [
        (.json(["error": "invalid_client"], status: 401), false), (.status(503), true), (.status(429), true),
        (.json(["token": "t"]), false), (.json(["access_token": ""]), false), (.text("t1"), false),
    ]

    @Test("that give no token fail the call in words, and the next call asks again")
    func noToken() async throws {
        for (response, isTransient) in Self.failures {
            let service = try await Service { $0 == 1 ? response : Service.issue($0) }
            let tool = try await service.tool()
            #expect(
                try await tool.failure()
                    == ToolFailure("The service behind this tool does not let us in now.", isTransient: isTransient)
            )
            #expect(try await tool.call() == ["ok": true])
        }
    }

    @Test("outlive the call that asked for them first")
    func cancelled() async throws {
        let gate = Gate()
        let service = try await Service { number in
            try await gate.pass()
            return Service.issue(number)
        }
        let tool = try await service.tool()
        let first = Task { try await tool.call() }
        try await gate.arrived()
        first.cancel()
        let second = Task { try await tool.call() }
        gate.open()
        #expect(try await second.value == ["ok": true])
        #expect(service.paths.count { $0 == "/token" } == 1)
    }
}
