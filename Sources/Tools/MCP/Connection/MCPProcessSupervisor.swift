import AgentRuntime
import Foundation
import Logging
import Subprocess

/// Keeps the child process of an ``MCPProcess`` running: starts it, carries its lines, and starts it again when it ends.
struct MCPProcessSupervisor {
    private static let longestMessage = 8 * 1024 * 1024
    private static let longestLogLine = 16 * 1024
    private static let firstDelay = Duration.milliseconds(500)
    private static let longestDelay = Duration.seconds(60)

    let command: MCPCommandLine
    let process: MCPProcess
    /// Whether the log gets what it writes to standard error.
    let logsOutput: Bool
    let logger: Logger
    let clock: any Clock<Duration>
    /// How long the child may take to end once its input has ended, and once more after it was told to.
    let grace: Duration

    /// Runs until the task is cancelled, which happens when ``MCPProcess/close(_:)`` has ended the child's input.
    func run() async {
        Self.ignoreBrokenPipes
        var delay = Self.firstDelay
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let end = await self.runOnce()
            if Task.isCancelled { return }
            if ContinuousClock.now - start > Self.longestDelay { delay = Self.firstDelay }
            self.process.ended(because: end.reason, restartsSoon: end.didStart && delay == Self.firstDelay)
            self.logger.warning(
                "MCP server ended and is started again",
                metadata: ["reason": "\(end.reason)", "milliseconds": "\(delay.milliseconds)"]
            )
            do { try await self.clock.sleep(for: delay) } catch { return }
            delay = min(delay * 2, Self.longestDelay)
        }
    }

    /// Runs the child to its end.
    private func runOnce() async -> (reason: String, didStart: Bool) {
        let output = self.logsOutput ? ServerOutputLog(self.logger) : nil
        let command = self.command
        // A task of its own that is not cancelled with ours, so that the child is given time to end by itself.
        let child = Task {
            var options = PlatformOptions()
            // A group of its own: what it starts ends with it, and a Ctrl-C at our terminal is ours alone.
            options.createSession = true
            return try await Subprocess.run(
                command.executable,
                arguments: command.arguments,
                environment: command.environment,
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                await self.carry(execution, output)
            }.terminationStatus
        }
        do {
            let status = try await child.value
            let last = output.map { $0.lastLine.isEmpty ? "" : ", and last said: \($0.lastLine)" }
            return ("its process ended (\(status))\(last ?? "; with log_output: true the log has what it says")", true)
        } catch {
            return ("its process cannot be started: \(error)", false)
        }
    }

    /// Carries lines both ways until the child's output or our writing ends, and sees to it that the child ends.
    private func carry(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        _ log: ServerOutputLog?
    ) async {
        let (lines, input) = AsyncStream.makeStream(of: [UInt8].self)
        if !self.process.began(input) { input.finish() }
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.readMessages(execution.standardOutput)
                return true
            }
            group.addTask {
                await self.read(execution.standardError, limit: Self.longestLogLine) { log?.write($0) }
                return false
            }
            group.addTask {
                for await line in lines {
                    guard (try? await execution.standardInputWriter.write(line)) == line.count else { break }
                }
                return true
            }
            // What it says for people may end before; without its messages, or without ours, it is of no more use.
            for await isEssential in group where isEssential { break }
            input.finish()
            try? await execution.standardInputWriter.finish()
            // Signal 0 reaches nobody: the first step only waits.
            await execution.teardown(using: [
                .send(signal: Signal(rawValue: 0), toProcessGroup: true, allowedDurationToNextStep: self.grace),
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: self.grace),
            ])
            group.cancelAll()
        }
    }

    private func readMessages(_ output: SubprocessOutputSequence) async {
        await self.read(output, limit: Self.longestMessage) { self.process.receive($0) }
    }

    private func read(
        _ output: SubprocessOutputSequence,
        limit: Int,
        onLine: @Sendable ([UInt8]) -> Void
    ) async {
        var assembler = LineAssembler(limit: limit)
        do {
            for try await buffer in output {
                let dropped = assembler.droppedCount
                for line in buffer.withUnsafeBytes({ assembler.lines(after: $0) }) { onLine(line) }
                if assembler.droppedCount > dropped {
                    self.logger.warning("MCP server wrote a line that is too long", metadata: ["limit": "\(limit)"])
                }
            }
        } catch {
            self.logger.debug("MCP server's output cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// Writing to a child that has just ended is an error to handle, not a signal that ends the service.
    private static let ignoreBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()
}
