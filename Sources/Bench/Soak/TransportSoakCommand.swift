import ArgumentParser
import HTTPTransport

/// `Bench transport-soak`
struct TransportSoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transport-soak",
        abstract: "Show that the HTTP client leaks nothing: short calls and cancelled streams, memory and descriptors."
    )

    @Option(help: "How many requests. One in ten is a stream that is cancelled in the middle.")
    var requests = 1_000_000

    func run() async throws {
        ProcessLimits.raise()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let http = try HTTPClient()
        let readings = 20
        var counts: [Double] = []
        var resident: [Double] = []
        Report.line("requests    resident    descriptors")
        for reading in 1...readings {
            _ = try await concurrently(self.requests / readings, width: 32) { index in
                if index % 10 == 0 {
                    try await Self.cancelledStream(model, http)
                } else {
                    _ = try await ShortCallsScenario.call(.answer, model, http)
                }
            }
            let bytes = ProcessMeter.own.resident
            counts.append(Double(reading * (self.requests / readings)))
            resident.append(Double(bytes))
            Report.line(
                "\(reading * (self.requests / readings))    \(bytes / 1024) KiB    \(ProcessMeter.own.descriptors)"
            )
        }
        await http.shutdown()
        // The first readings are the caches filling.
        let slope = resident.dropFirst(4).slope(over: Array(counts.dropFirst(4)))
        Report.line("Resident memory rises by \(Int((slope * 1000).rounded())) bytes per 1,000 requests.")
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
