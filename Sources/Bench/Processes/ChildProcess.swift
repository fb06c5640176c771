import Foundation
import NIOConcurrencyHelpers

/// A program that this one starts and ends.
final class ChildProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let id: pid_t
    let name: String
    /// Helpers end when this closes.
    private let input: Int32
    private let output: Int32
    private let isEnded = NIOLockedValueBox(false)

    private init(id: pid_t, name: String, input: Int32, output: Int32) {
        self.id = id
        self.name = name
        self.input = input
        self.output = output
    }

    /// Starts the executable called `name`, which stands beside this one.
    /// - Parameters:
    ///   - environment: everything it finds in its environment.
    ///   - log: the file that gets what it writes to standard error.
    static func start(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        log: String = "/dev/null"
    ) throws -> ChildProcess {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appending(path: name).path
        guard access(path, X_OK) == 0 else {
            throw Failure(description: "There is no \(path). Build it: swift build -c release --product \(name)")
        }
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        guard pipe(&input) == 0, pipe(&output) == 0 else {
            throw Failure(description: "There are no descriptors left.")
        }
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var id: pid_t = 0
        let status = Self.withCStrings([path] + arguments) { arguments in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&id, path, &actions, nil, arguments, environment)
            }
        }
        close(input[0])
        close(output[1])
        let child = ChildProcess(id: id, name: name, input: input[1], output: output[0])
        guard status == 0 else { throw Failure(description: "\(path) cannot be started: error \(status).") }
        return child
    }

    /// Runs `body` with an array of C strings and its terminating null.
    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    /// The port in the line that says on which one it listens. Blocks, at most 10 s.
    func port() throws -> Int {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first {
                $0.contains("listens on port")
            }
            if let line, let port = line.split(whereSeparator: { !$0.isNumber }).last.flatMap({ Int($0) }) {
                return port
            }
            var waiting = pollfd(fd: self.output, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 60_000) > 0 else {
                throw Failure(description: "\(self.name) does not say on which port it listens.")
            }
            let count = read(self.output, &buffer, buffer.count)
            guard count > 0 else { throw Failure(description: "\(self.name) ended before it listened.") }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    /// Whether it has not been ended before: afterwards its id may be another process's.
    private func end() -> Bool {
        self.isEnded.withLockedValue { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
    }

    /// Ends it as a crash does, and waits until it has.
    func crash() {
        guard self.end() else { return }
        kill(self.id, SIGKILL)
        var status: Int32 = 0
        waitpid(self.id, &status, 0)
        close(self.input)
        close(self.output)
    }

    /// Tells it to end, and waits until it has.
    func stop() {
        guard self.end() else { return }
        close(self.input)
        kill(self.id, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<500 {
            if waitpid(self.id, &status, WNOHANG) != 0 { return _ = close(self.output) }
            usleep(10_000)
        }
        kill(self.id, SIGKILL)
        waitpid(self.id, &status, 0)
        close(self.output)
    }
}
