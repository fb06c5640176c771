import AgentRuntime
import AgentTesting
import ArgumentParser
import Foundation
import NIOConcurrencyHelpers

/// `Bench fake-model`: the child process that stands in for the model's server.
struct FakeModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake-model",
        abstract: "Stand in for the model's server until standard input ends.",
        shouldDisplay: false
    )

    func run() async throws {
        let model = ObedientModel()
        // A small buffer, so that a token's stamp is not old before it leaves.
        let server = try await FakeModelServer.running(recordsRequests: false, sendBuffer: 32 * 1024) {
            model.reply(to: $0)
        }
        model.server.withLockedValue { $0 = server }
        Report.line("fake model listens on port \(server.port)")
        await withCheckedContinuation { ended in
            // Reading blocks, so it has a thread of its own.
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                ended.resume()
            }
        }
        await server.shutdown()
    }
}

/// Does what the orders in the messages say.
private final class ObedientModel: Sendable {
    /// The streams that wait for each other.
    private struct Line {
        var gate = Gate()
        var waiting = 0
    }

    let server = NIOLockedValueBox<FakeModelServer?>(nil)
    private let line = NIOLockedValueBox(Line())
    private let never = Gate()

    func reply(to request: FakeModelRequest) -> FakeModelReply {
        switch Order(in: request.bytes) {
        case .stream(let tokens, let every, let together):
            let reply = FakeModelReply.events(tokens, delay: .microseconds(every), making: ModelChunk.stamped)
            guard together > 1 else { return reply }
            // The gate opens for one after the other; the delay lets all through before the first one sends.
            return reply.delayed(by: .milliseconds(200)).held(at: self.joinLine(of: together))
        case .answer:
            return .raw(
                status: 200,
                headers: ["Content-Type": "application/json"],
                body:
                    #"{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","#
                    + #""content":"Yes."},"finish_reason":"stop"}]}"#
            )
        case .callTool:
            if request.messages.last?["role"] == "tool" { return .text("It costs 52 euros, and takes half an hour.") }
            return .calls("get_competitive_pricing", ["age": 13, "gender": "F", "sport": "volley", "region": "Monza"])
        case .countConnections:
            let count = self.server.withLockedValue { $0?.connectionCount } ?? 0
            return .raw(status: 200, body: "\(count)")
        case .hang:
            return FakeModelReply.events(20, making: ModelChunk.stamped).stalled(after: 10, until: self.never)
        case .breakOff:
            return FakeModelReply.events(20, making: ModelChunk.stamped).cut(after: 10)
        case nil:
            return .failure(status: 400, message: "There is no order in this.")
        }
    }

    /// - Returns: the gate that the last of `count` streams opens.
    private func joinLine(of count: Int) -> Gate {
        self.line.withLockedValue { line in
            line.waiting += 1
            let gate = line.gate
            if line.waiting >= count {
                gate.open()
                line = Line()
            }
            return gate
        }
    }
}
