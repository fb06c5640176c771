/// So many sessions that stream at the same time, and what is promised for that.
struct StreamingLoad: Sendable {
    let sessions: Int
    /// Milliseconds between two tokens of a stream; 0 for as fast as they are taken.
    let apart: Int
    /// How many tokens of each stream are counted, on average.
    let tokens: Int
    /// CPU per token, as a multiple of the relay's.
    var cpuBar: Double?
    /// Latency, as a multiple of the relay's.
    var latencyBar: Double?
    /// Latency of a stream's first token, in milliseconds.
    var firstBar: Double?

    static let all = [
        StreamingLoad(sessions: 1, apart: 0, tokens: 100_000),
        StreamingLoad(sessions: 100, apart: 0, tokens: 4_000, cpuBar: 3),
        StreamingLoad(sessions: 1000, apart: 0, tokens: 500),
        StreamingLoad(sessions: 1, apart: 20, tokens: 100),
        StreamingLoad(sessions: 100, apart: 20, tokens: 100),
        StreamingLoad(sessions: 300, apart: 20, tokens: 100, cpuBar: 1.5, latencyBar: 1.5, firstBar: 1),
        // Every 20 ms would be 50,000 tokens a second, more than two cores carry that also run the clients and the model.
        StreamingLoad(sessions: 1000, apart: 60, tokens: 100),
    ]

    var name: String {
        let sessions = self.sessions == 1 ? "1 session" : "\(self.sessions) sessions"
        return self.apart == 0 ? "\(sessions), full speed" : "\(sessions), \(self.apart) ms apart"
    }

    /// What each session asks for: more than is counted, since all streams must still run when the last ones are.
    var order: Order {
        self.apart == 0
            ? .stream(tokens: self.tokens * 5 + 5_000, together: self.sessions)
            : .stream(tokens: self.tokens * 3 + 500, every: self.apart * 1000)
    }

    /// Microseconds between one session's request and the next one's. Those at full speed begin together.
    var spacing: Int { self.apart == 0 ? 0 : 2000 }

    /// Puts the load on a target.
    func run(on target: some Target) async throws -> Streaming {
        let paths = try await target.paths(self.sessions)
        let crowd = try await Crowd.connected(to: target.port, paths)
        let result: Result<Streaming, any Error>
        do {
            result = .success(
                try await crowd.stream(self.order, tokens: self.tokens, spacing: self.spacing, watching: target.meter)
            )
        } catch {
            result = .failure(ChildProcess.Failure(description: "\(self.name): \(error)"))
        }
        await crowd.leave()
        try await target.discard(paths)
        return try result.get()
    }
}
