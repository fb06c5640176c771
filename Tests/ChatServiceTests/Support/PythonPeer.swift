import AgentRuntime
import Foundation

/// MCP software that was written elsewhere, in the environments that `Scripts/install-python-peers` makes.
final class PythonPeer: @unchecked Sendable {
    // Foundation's Process is used from one test at a time.
    private let process: Process
    private let lines: Lines

    /// Which release of the SDK.
    enum Release: String, CaseIterable, Sendable {
        /// Speaks both eras.
        case current
        /// Knows the handshake alone.
        case handshake

        var folder: String { "\(Repository.root)/.build-python/\(self.rawValue)/bin" }
        var python: String { "\(self.folder)/python" }
    }

    static let areThere = Release.allCases.allSatisfy {
        FileManager.default.fileExists(atPath: "\($0.folder)/../installed")
    }

    private init(_ process: Process, _ lines: Lines) {
        self.process = process
        self.lines = lines
    }

    deinit { if self.process.isRunning { kill(self.process.processIdentifier, SIGKILL) } }

    /// Starts the SDK's server.
    /// - Returns: it, and the URL it serves at.
    static func serving(_ release: Release) async throws -> (PythonPeer, url: String) {
        let peer = try Self.started(release, ["server.py"], input: FileHandle.nullDevice)
        guard let port = try await peer.lines.first(containing: "port ")?.split(separator: " ").last else {
            throw ServiceProcess.Ended(output: peer.lines.text)
        }
        return (peer, "http://127.0.0.1:\(port)/mcp")
    }

    /// Has the SDK's client make calls.
    /// - Parameter place: a URL, or `-` and a command.
    /// - Returns: what the server offered and answered.
    static func client(mode: String, _ place: [String], environment: [String: String] = [:], calls: JSONValue)
        async throws -> JSONValue
    {
        let input = Pipe()
        let peer = try Self.started(.current, ["client.py", mode] + place, input: input, environment: environment)
        try input.fileHandleForWriting.write(contentsOf: Data(calls.encoded))
        try input.fileHandleForWriting.close()
        await peer.lines.ended()
        guard let line = peer.lines.text.split(separator: "\n").last, let said = try? JSONValue(parsing: String(line))
        else {
            throw ServiceProcess.Ended(output: peer.lines.text)
        }
        return said
    }

    func stop() { self.process.terminate() }

    private static func started(
        _ release: Release,
        _ arguments: [String],
        input: Any,
        environment: [String: String] = [:]
    ) throws -> PythonPeer {
        let process = Process()
        process.executableURL = URL(filePath: release.python)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: "\(Repository.root)/Tests/MCPPeers")
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = input
        let lines = Lines()
        try process.run()
        lines.read(from: pipe)
        return PythonPeer(process, lines)
    }
}
