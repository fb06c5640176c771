import AgentRuntime
import Foundation
import HTTPTransport

/// The service under test: the release executable with the repository's configuration, and a folder of its own for data.
struct ServiceTarget: Target {
    private let child: ChildProcess
    private let folder: String
    private let http: HTTPClient
    let port: Int

    /// Starts it and waits until it listens.
    /// - Parameter folder: where its data is to be; a new one if `nil`.
    static func start(upstream: FakeModelProcess, http: HTTPClient, folder: String? = nil) throws -> ServiceTarget {
        guard FileManager.default.fileExists(atPath: "config/service.yaml") else {
            throw ChildProcess.Failure(
                description: "There is no config/service.yaml here. Run Bench in the repository."
            )
        }
        let folder = try folder ?? Self.makeFolder()
        let child = try ChildProcess.start(
            "chat-service",
            ["serve"],
            environment: [
                "CHAT_SERVICE_HOST": "127.0.0.1", "CHAT_SERVICE_PORT": "0", "CHAT_SERVICE_DATA_DIR": "\(folder)/data",
                "CHAT_SERVICE_RATE_LIMITS": "off", "OPENAI_BASE_URL": upstream.url, "PATH": "/usr/bin:/bin",
            ],
            log: "\(folder)/log"
        )
        do {
            return ServiceTarget(child: child, folder: folder, http: http, port: try child.port())
        } catch {
            child.stop()
            let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
            throw ChildProcess.Failure(description: "\(error) It wrote: \(log)")
        }
    }

    static func makeFolder() throws -> String {
        let folder = NSTemporaryDirectory() + "chat-service-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    var meter: ProcessMeter { ProcessMeter(self.child.id) }

    /// Creates sessions.
    func paths(_ count: Int) async throws -> [String] {
        try await concurrently(count) { _ in
            let created = try await self.call("POST", "/api/create-session")
            return "/ws/\(created["session_id"]?.string ?? "")"
        }
    }

    /// Closes the sessions.
    func discard(_ paths: [String]) async throws {
        _ = try await concurrently(paths.count) { index in
            try await self.call("DELETE", "/api/session/\(paths[index].dropFirst("/ws/".count))")
        }
    }

    /// Waits for the first answer to `/health`.
    func healthy() async throws {
        _ = try await self.call("GET", "/health")
    }

    private func call(_ method: String, _ path: String) async throws -> JSONValue {
        let url = "http://127.0.0.1:\(self.port)\(path)"
        let response = try await self.http.send(HTTPClientRequest(method: method, url: url))
        guard response.head.isSuccess else { throw HTTPTransportError.status(response) }
        return try JSONValue(parsing: response.body)
    }

    func stop() {
        self.child.stop()
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    /// Ends the process as a crash does and leaves its data, for the next one.
    func crash() -> String {
        self.child.crash()
        return self.folder
    }

    /// The messages on record of the session behind a path.
    func messages(at path: String) async throws -> [JSONValue] {
        let history = try await self.call("GET", "/api/session/\(path.dropFirst("/ws/".count))/messages")
        return history["messages"]?.array ?? []
    }

    /// What the service says that it took of turns so far: how many durations were at most so many seconds, by bound.
    func overheads() async throws -> [(bound: Double, count: Double)] {
        let url = "http://127.0.0.1:\(self.port)/metrics"
        let response = try await self.http.send(HTTPClientRequest(method: "GET", url: url))
        var counts: [Double: Double] = [:]
        for line in String(decoding: response.body, as: UTF8.self).split(separator: "\n") {
            let match = line.firstMatch(of: /^chat_gateway_overhead_seconds_bucket\{.*le="([^"]+)"\} (\S+)$/)
            guard let match, let count = Double(match.2) else { continue }
            counts[match.1 == "+Inf" ? .infinity : Double(match.1) ?? .infinity, default: 0] += count
        }
        return counts.sorted { $0.key < $1.key }.map { (bound: $0.key, count: $0.value) }
    }

    /// Ends the process and leaves its data, for the next one.
    func stopKeepingData() -> String {
        self.child.stop()
        return self.folder
    }
}

/// Runs `body` for each of `0..<count`, a few at a time, and returns the results in order.
func concurrently<Value: Sendable>(
    _ count: Int,
    width: Int = 16,
    _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: [(Int, Value)].self) { group in
        for start in 0..<min(width, count) {
            group.addTask {
                var values: [(Int, Value)] = []
                for index in stride(from: start, to: count, by: width) { values.append((index, try await body(index))) }
                return values
            }
        }
        var all: [(Int, Value)] = []
        for try await values in group { all += values }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
