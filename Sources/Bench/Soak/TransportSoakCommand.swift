import ArgumentParser
import HTTPTransport

/// `Bench transport-soak`
struct TransportSoakCommand: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "transport-soak",
        abstract: "Show that the HTTP client leaks nothing: short calls and cancelled streams, memory and descriptors."
    )

    static let title = "Short calls and cancelled streams; a million with Bench transport-soak --requests 1000000"

    @OptionGroup var options: BenchOptions
    @Option(help: "How many requests. One in ten is a stream that is cancelled in the middle. Default 200000.")
    var requests: Int?

    func run() async throws {
        ProcessLimits.raise()
        let findings = try await Self.measure(self.requests ?? Self.requests(self.options))
        Report.table(Self.title, findings)
        if findings.contains(where: { $0.isMet == false }) { throw ExitCode.failure }
    }

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        try await Self.measure(Self.requests(options))
    }

    private static func requests(_ options: BenchOptions) -> Int { options.quick ? 20_000 : 200_000 }

    private static func measure(_ requests: Int) async throws -> [Finding] {
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let http = try HTTPClient()
        let readings = 20
        // A request that leaves its smallest allocation behind, or a stream its connection, is beyond this.
        var drift = Drift(of: "requests", bytesPerThousand: 16 * 1024, descriptorsPerThousand: 0.5)
        for reading in 1...readings {
            _ = try await concurrently(requests / readings, width: 32) { index in
                if index % 10 == 0 {
                    try await Self.cancelledStream(model, http)
                } else {
                    _ = try await ShortCallsScenario.call(.answer, model, http)
                }
            }
            drift.read(.own, after: reading * (requests / readings))
        }
        await http.shutdown()
        return try drift.findings()
    }

    /// Begins a stream that never ends, and cancels it once it flows.
    private static func cancelledStream(_ model: FakeModelProcess, _ http: HTTPClient) async throws {
        let (pieces, piece) = AsyncStream.makeStream(of: Void.self)
        let request = HTTPClientRequest(
            method: "POST",
            url: "\(model.url)/chat/completions",
            body: Array(#"{"messages":[{"role":"user","content":"\#(Order.hang.text)"}]}"#.utf8)
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await http.stream(request, into: Listener(piece: piece))
                    throw ChildProcess.Failure(description: "A stream that has no end has ended.")
                } catch HTTPTransportError.cancelled {
                }
            }
            for await _ in pieces { break }
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

/// Tells when a body flows.
private struct Listener: HTTPBodySink {
    let piece: AsyncStream<Void>.Continuation

    func receive(head: HTTPResponseHead) {}

    func receive(body: Span<UInt8>) -> BodyDemand {
        self.piece.yield()
        return .more
    }
}
