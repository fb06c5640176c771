import AgentRuntime
import AgentTesting

/// The service is killed while clients wait for answers, and started again on the same data. They come back as clients do,
/// say again what they had said, and every message that was accepted has one answer: on the sockets, and on record.
struct KillRound {
    /// How many clients there are, each with a session of its own.
    private static let clients = 32
    /// The first is being answered when the service is killed, the second waits.
    private static let messages = ["m1", "m2"]
    private static let order = Order.stream(tokens: 200, every: 5000)

    private let service: ServiceTarget

    init(_ service: ServiceTarget) {
        self.service = service
    }

    /// - Parameter restart: starts the service on the data in a folder.
    /// - Returns: what was seen, for people.
    /// - Throws: what shows that a message was lost, or answered twice.
    func play(_ restart: (_ folder: String) throws -> ServiceTarget) async throws -> String {
        let visitors = try await concurrently(Self.clients, width: Self.clients) { _ in
            try await Self.visitor(of: self.service)
        }
        let restarted = try restart(self.service.crash())
        let taken = try await concurrently(visitors.count, width: visitors.count) { index in
            try await Self.comeBack(visitors[index], to: restarted)
        }
        return "\(Self.clients) clients were back, \(taken.reduce(0, +)) messages accepted, each answered once"
    }

    private struct Visitor: Sendable {
        let path: String
        let client: WebSocketClient
    }

    /// A client that has been told that its messages are accepted, and sees the beginning of an answer.
    private static func visitor(of service: ServiceTarget) async throws -> Visitor {
        let path = try await service.paths(1)[0]
        let client = try await WebSocketClient.connect(port: service.port, path: "\(path)?frames=all")
        for id in Self.messages { try await client.say(Self.order.text, id: id) }
        _ = try await client.frames { frames in
            frames.count { $0.type == "accepted" } == Self.messages.count && frames.count { $0.type == "chunk" } > 2
        }
        return Visitor(path: path, client: client)
    }

    /// - Returns: how many messages were accepted and answered.
    private static func comeBack(_ visitor: Visitor, to service: ServiceTarget) async throws -> Int {
        _ = try await visitor.client.closed()
        let before = visitor.client.frames
        let last = before.map(\.sequence.rawValue).max() ?? 0
        let position = "epoch=\(before.first?["epoch"]?.string ?? "")&after=\(last)"
        let client = try await WebSocketClient.connect(port: service.port, path: "\(visitor.path)?\(position)")
        for id in Self.messages { try await client.say(Self.order.text, id: id) }
        let after = try await client.frames { frames in
            frames.contains { $0.type == "error" }
                || Self.answers(in: frames) >= Self.messages.count && frames.last?.label == "ready"
                    && frames.count { $0.type == "accepted" } == Self.messages.count
        }
        await client.drop()
        let turns = (before + after).filter { $0.type == "complete" || $0.type == "error" }.map { $0["turn"]?.integer }
        let history = try await service.messages(at: visitor.path).map { $0["role"]?.string }
        guard Self.answers(in: after) == Self.messages.count, turns.count == Set(turns).count,
            !after.contains(where: { $0.type == "error" }),
            history.filter({ $0 == "user" }).count == Self.messages.count,
            history.filter({ $0 == "assistant" }).count == Self.messages.count
        else {
            throw ChildProcess.Failure(
                description: "After a kill a session has the turns \(turns) ended on sockets, and \(history) on record."
            )
        }
        try await service.discard([visitor.path])
        return Self.messages.count
    }

    /// The answers that a client has seen since it came back: those on record by then, and those that came.
    private static func answers(in frames: [RecordedFrame]) -> Int {
        let snapshot = frames.first { $0.type == "snapshot" }?["messages"]?.array ?? []
        return snapshot.count { $0["role"] == "assistant" } + frames.count { $0.type == "complete" }
    }
}
