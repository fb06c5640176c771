import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

/// Where the tests find what they try.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    /// Whose `config` and `Prompts` are tried: the repository's own, or those of a copy.
    @TaskLocal static var folder = Self.root
    /// Beside the tests' own executable.
    static let executable = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .appending(path: "chat-service").path
}

/// A folder that is gone with the test.
final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "chat-service-tests-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    /// What is in it, at any depth.
    var files: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: self.path)) ?? [] }
}

/// All that starts processes: one after the other, since a child may hold its siblings' pipes open.
@Suite("The executable", .serialized)
enum ExecutableTests {}

/// The executable at work, as an operator would start it.
final class ServiceProcess: @unchecked Sendable {
    // Foundation's Process is used from one test at a time.
    private let process: Process
    private let exit: AsyncStream<Int32>
    private let lines: Lines
    private(set) var port = 0
    let http: HTTPClient

    private init(_ process: Process, lines: Lines, exit: AsyncStream<Int32>) throws {
        self.process = process
        self.lines = lines
        self.exit = exit
        self.http = try HTTPClient()
    }

    deinit { if self.process.isRunning { kill(self.process.processIdentifier, SIGKILL) } }

    /// Starts `chat-service serve` on a free port and waits until it listens.
    static func serving(
        _ options: [String] = [],
        data: TemporaryFolder,
        environment: [String: String] = [:]
    ) async throws -> ServiceProcess {
        let service = try Self.started(["serve"] + options, data: data, environment: environment)
        guard let line = try await service.lines.first(containing: "listens on port") else {
            throw Ended(output: service.lines.text)
        }
        // It has more to say about itself, which tests look for.
        _ = try await service.lines.first(containing: "chat-service chat)")
        service.port = Int(line.split { !$0.isNumber }.last ?? "") ?? 0
        return service
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String],
        data: TemporaryFolder,
        environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        let service = try Self.started(arguments, data: data, environment: environment)
        let status = await service.ended()
        await service.lines.ended()
        return (status, service.lines.text)
    }

    /// Runs a line as it is typed in a shell that finds `chat-service`.
    static func shell(_ line: String, data: TemporaryFolder) async throws -> (status: Int32, output: String) {
        let service = try Self.started(["-c", line], of: "/bin/sh", data: data, environment: [:])
        let status = await service.ended()
        await service.lines.ended()
        return (status, service.lines.text)
    }

    private static func started(
        _ arguments: [String],
        of executable: String = Repository.executable,
        data: TemporaryFolder,
        environment: [String: String]
    ) throws -> ServiceProcess {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Repository.folder)
        let beside = URL(filePath: Repository.executable).deletingLastPathComponent().path
        process.environment = [
            "PATH": "\(beside):/usr/bin:/bin", "CHAT_SERVICE_HOST": "127.0.0.1", "CHAT_SERVICE_PORT": "0",
            "CHAT_SERVICE_DATA_DIR": data.path,
            // Empty, so that those of an .env in the repository do not count: a test asks no real model.
            "OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "OPENAI_MODEL": "",
        ].merging(environment) { _, own in own }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        let lines = Lines()
        let (exit, exited) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            exited.yield(process.terminationStatus)
            exited.finish()
        }
        try process.run()
        lines.read(from: pipe)
        return try ServiceProcess(process, lines: lines, exit: exit)
    }

    struct Ended: Error, CustomStringConvertible {
        let output: String
        var description: String { "The service ended: \(self.output)" }
    }

    var output: String { self.lines.text }

    /// Ends the process as a crash would.
    func crash() async {
        kill(self.process.processIdentifier, SIGKILL)
        _ = await self.ended()
    }

    /// Waits until the process has ended.
    func ended() async -> Int32 {
        await self.exit.first { _ in true } ?? self.process.terminationStatus
    }

    /// Tells the process to read its configuration anew.
    func hangUp() {
        kill(self.process.processIdentifier, SIGHUP)
    }

    /// Waits until the process has written a line with these words.
    func says(_ words: String) async throws {
        if try await self.lines.first(containing: words) == nil { throw Ended(output: self.lines.text) }
    }

    /// Tells the process to stop.
    func terminate() {
        kill(self.process.processIdentifier, SIGTERM)
    }

    /// Tells the process to stop, and waits until it has.
    func stop() async -> Int32 {
        self.terminate()
        return await self.ended()
    }

    func call(_ method: String, _ path: String, body: String? = nil) async throws -> JSONValue {
        let response = try await self.http.send(
            HTTPClientRequest(
                method: method,
                url: "http://127.0.0.1:\(self.port)\(path)",
                body: body.map { Array($0.utf8) }
            )
        )
        return try JSONValue(parsing: response.body)
    }

    func session(region: String? = nil) async throws -> String {
        let body = region.map { "{\"region\":\"\($0)\"}" }
        return try await self.call("POST", "/api/create-session", body: body)["session_id"]?.string ?? ""
    }

    func connect(_ path: String) async throws -> WebSocketClient {
        try await WebSocketClient.connect(port: self.port, path: path)
    }
}
