import AgentRuntime
import Foundation
import NIOConcurrencyHelpers

/// The Model Context Protocol on standard input and output: a message a line.
struct MCPStandardStreams {
    let connection: MCPServerConnection
    /// Held while a line is written.
    private let output = NIOLock()

    init(connection: MCPServerConnection) {
        self.connection = connection
        // A client that is gone ends the input too; writing to it is no reason to die before that.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Answers until the input ends, and what was asked by then; cancelling the task cancels the calls under way.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await line in Console().input() where line.contains(where: { !$0.isWhitespace }) {
                guard let message = try? JSONValue(parsing: line) else {
                    let error = JSONRPCError(JSONRPCError.parseError, "The line is not JSON.")
                    self.write(JSONRPC.response(to: .null, error))
                    continue
                }
                switch self.connection.receive(message) {
                case .none: break
                case .ready(let answer): self.write(answer)
                case .call(let call): group.addTask { if let answer = await call() { self.write(answer) } }
                }
            }
        }
    }

    private func write(_ message: JSONValue) {
        var rest = (message.encoded + [UInt8(ascii: "\n")])[...]
        self.output.withLock {
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest.removeFirst(count)
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
