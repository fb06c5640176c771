import Foundation
import Testing

/// `EffectProbe` at work: a conversation that a test can kill in the middle of a write.
final class ProbeProcess: @unchecked Sendable {
    // Foundation's Process is used from one test at a time.

    /// Where the probe stops.
    enum Point: String, CaseIterable, Sendable {
        case beforeIntent = "before-intent"
        case afterIntent = "after-intent"
        case beforeEffect = "before-effect"
        case afterEffect = "after-effect"
        case beforeResult = "before-result"
        case afterResult = "after-result"
    }

    private let process = Process()
    private let lines = Lines()
    /// Ends the probe when it is closed.
    private let input = Pipe()
    private let exit: AsyncStream<Int32>

    private init(_ desk: String, at point: Point?, data: TemporaryFolder) throws {
        let folder = URL(filePath: Repository.executable).deletingLastPathComponent()
        self.process.executableURL = folder.appending(path: "EffectProbe")
        self.process.arguments = [data.path, "\(Repository.root)/config", desk] + (point.map { [$0.rawValue] } ?? [])
        self.process.environment = ["PATH": "/usr/bin:/bin"]
        self.process.standardInput = self.input
        let output = Pipe()
        self.process.standardOutput = output
        self.process.standardError = output
        let (exit, exited) = AsyncStream.makeStream(of: Int32.self)
        self.exit = exit
        self.process.terminationHandler = { process in
            exited.yield(process.terminationStatus)
            exited.finish()
        }
        try self.process.run()
        self.lines.read(from: output)
    }

    deinit { if self.process.isRunning { kill(self.process.processIdentifier, SIGKILL) } }

    /// Runs until the probe stops at `point`, and kills it there.
    static func killed(_ desk: String, at point: Point, data: TemporaryFolder) async throws {
        let probe = try ProbeProcess(desk, at: point, data: data)
        let halted = try await probe.lines.first(containing: "halted")
        kill(probe.process.processIdentifier, SIGKILL)
        let status = await probe.exit.first { _ in true }
        #expect(halted != nil, "It ended before it came to the point: \(probe.lines.text)")
        #expect(status == SIGKILL)
        #expect(probe.process.terminationReason == .uncaughtSignal)
    }

    /// Runs to the end.
    static func run(_ desk: String, data: TemporaryFolder) async throws {
        let probe = try ProbeProcess(desk, at: nil, data: data)
        let status = await probe.exit.first { _ in true }
        await probe.lines.ended()
        #expect(status == 0, "\(probe.lines.text)")
        #expect(probe.lines.text == "done\n")
    }
}
