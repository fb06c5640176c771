import AgentRuntime
import AgentTesting
import Foundation
import Gateway
import HTTPTransport
import Testing

/// Every answer that the other tests get by ``LiveGateway/call(_:_:body:headers:)`` is held against the description too.
@Suite("The description of the REST calls")
struct OpenAPITests {
    @Test("is served as it stands in the repository")
    func served() async throws {
        let gateway = try await LiveGateway.running()
        let answer = try await gateway.call("GET", "/openapi.json")
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(answer.json == OpenAPIDescription.shipped.document)
        #expect(answer["openapi"]?.string?.hasPrefix("3.1.") == true)
        try await gateway.stop()
    }

    @Test("describes every route there is, and no other")
    func routes() async throws {
        let gateway = try await GuardedGateway.running(.strict).live
        let served = Set(gateway.routes.map { "\($0.method) \($0.path)" })
        let described = OpenAPIDescription.shipped.operations
        for route in served.subtracting(described).sorted() {
            Issue.record("\(route) is served, and not described in Sources/Gateway/Description/openapi.json")
        }
        for route in described.subtracting(served).sorted() {
            Issue.record("\(route) is described in Sources/Gateway/Description/openapi.json, and not served")
        }
        try await gateway.stop()
    }

    @Test("names every code of an error that the gateway's sources name")
    func codes() throws {
        let sources = "\(OpenAPIDescription.root)/Sources/Gateway"
        let schema = OpenAPIDescription.shipped.document["components"]?["schemas"]?["Error"]
        let named = Set(schema?["properties"]?["code"]?["examples"]?.array?.compactMap(\.string) ?? [])
        var used: Set<String> = []
        for folder in ["Auth", "HTTP", "Limits", "MCP", "REST"] {
            let files = try FileManager.default.subpathsOfDirectory(atPath: "\(sources)/\(folder)")
            for file in files where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(sources)/\(folder)/\(file)", encoding: .utf8)
                used.formUnion(text.matches(of: /code: "([a-z_]+)"/).map { String($0.1) })
            }
        }
        #expect(used.subtracting(named) == [], "used, and not described")
        #expect(named.subtracting(used) == [], "described, and not used")
    }

    @Test("tells an answer that it does not describe")
    func faults() throws {
        let description = OpenAPIDescription.shipped
        let health: JSONValue = [
            "status": "healthy", "service": "a", "agent": "b", "version": "1", "active_sessions": 0,
            "timestamp": "2026-11-23T20:51:04.118Z",
        ]
        #expect(description.fault(of: 200, health, to: "GET", "/health") == nil)
        var members = try #require(health.object)
        members["mood"] = "good"
        #expect(description.fault(of: 200, .object(members), to: "GET", "/health")?.contains("mood") == true)
        #expect(
            description.fault(of: 418, health, to: "GET", "/health") == "openapi.json describes no 418 of GET /health"
        )
    }
}
