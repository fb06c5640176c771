import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

extension ExecutableTests {
    @Suite("Access")
    struct AccessTests {
        @Test("is open without a word in configuration, and the log says so")
        func open() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            try await service.says("Nobody is asked who they are")
            #expect(await service.stop() == 0)
        }

        /// `jwt.sign({ userId }, process.env.JWT_SECRET)`, as the integration guide's back end does, with an invented secret.
        private static let secret = "an-invented-secret-of-40-bytes-for-tests"
        private static let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJ1c2VyXzEyMzQ1IiwiaWF0IjoxNzAwMDAwMDAwfQ."
            + "mPKgkL9gX02HuVlvvg7jfrl12pfdyYF8uKkC5L6BWiE"

        @Test("takes the integration guide's tokens once it is told how they are made")
        func guide() async throws {
            let copy = try ConfigurationCopy()
            try copy.change("service.yaml", "  # subject_claim: userId", to: "  subject_claim: userId")
            try copy.change("service.yaml", "  # jwt: #", to: "  jwt: #")
            try copy.change("service.yaml", "  #   requires_expiry: false", to: "    requires_expiry: false")
            let service = try await ServiceProcess.serving(
                copy.options,
                data: TemporaryFolder(),
                environment: ["CHAT_SERVICE_AUTH": "create", "JWT_SECRET": Self.secret]
            )
            try await service.says("Tokens are asked for")
            func create(_ headers: HTTPHeaders) async throws -> JSONValue {
                let url = "http://127.0.0.1:\(service.port)/api/create-session"
                let body = Array(#"{"user_id":"user_12345","metadata":{"token":"x"}}"#.utf8)
                let request = HTTPClientRequest(method: "POST", url: url, headers: headers, body: body)
                return try JSONValue(parsing: try await service.http.send(request).body)
            }
            #expect(try await create([:])["code"] == "token_required")
            let created = try await create(["Authorization": "Bearer \(Self.token)"])
            let id = try #require(created["session_id"]?.string)
            let socket = try await service.connect("/ws/\(id)")
            _ = try await socket.frames(labelled: "connected")
            #expect(!service.output.contains(Self.token))
            #expect(!service.output.contains(Self.secret))
            #expect(await service.stop() == 0)
        }

        @Test("a new key lets in whoever holds it, once its line is in the configuration")
        func keys() async throws {
            let data = try TemporaryFolder()
            let made = try await ServiceProcess.run(["keys", "new", "dashboard", "--admin"], data: data)
            #expect(made.status == 0)
            let lines = made.output.split(separator: "\n").map(String.init)
            let key = try #require(lines.first { $0.hasPrefix("csk_") })
            let line = try #require(lines.first { $0.hasPrefix("- {name: dashboard") })
            #expect(!line.contains(key))
            let copy = try ConfigurationCopy()
            try copy.change("service.yaml", "  mode: open #", to: "  keys:\n    \(line)\n  mode: strict #")
            let service = try await ServiceProcess.serving(copy.options, data: data)
            let request = HTTPClientRequest(
                url: "http://127.0.0.1:\(service.port)/admin/sessions",
                headers: ["Authorization": "Bearer \(key)"]
            )
            #expect(try await service.http.send(request).head.status == 200)
            #expect(!service.output.contains(key))
            #expect(await service.stop() == 0)
            let odd = try await ServiceProcess.run(["keys", "new", "a b"], data: data)
            #expect(odd.status != 0)
        }

        @Test("that is asked for without anybody to judge stops the start")
        func nobodyToJudge() async throws {
            let run = try await ServiceProcess.run(
                ["check"],
                data: TemporaryFolder(),
                environment: ["CHAT_SERVICE_AUTH": "strict", "JWT_SECRET": ""]
            )
            #expect(run.status != 0)
            #expect(run.output.contains("nobody can tell whether a token is good"))
        }
    }
}
