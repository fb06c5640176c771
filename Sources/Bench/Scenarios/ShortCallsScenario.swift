import ArgumentParser
import HTTPTransport

/// `Bench short-calls`
struct ShortCallsScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "short-calls",
        abstract: "Measure short calls of a model through the HTTP client."
    )
    static let title = "Short calls through HTTPClient.send, client and server on this machine"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        var findings: [Finding] = []
        for width in [1, 32] {
            let http = try HTTPClient()
            let count = options.quick ? 1_000 : width == 1 ? 5_000 : 30_000
            let before = try await Self.connections(model)
            let (start, cpu) = (ProcessMeter.now, ProcessMeter.own.cpu)
            _ = try await concurrently(count, width: width) { _ in try await Self.call(.answer, model, http) }
            let seconds = Double(ProcessMeter.now - start) / 1e9
            let each = Double(ProcessMeter.own.cpu - cpu) / 1000 / Double(count)
            let opened = try await Self.connections(model) - before - 1
            await http.shutdown()
            findings += [
                Finding("\(width) at a time: calls", Double(count) / seconds, .perSecond),
                Finding("\(width) at a time: CPU per call, client", each, .microseconds),
                Finding("\(width) at a time: connections opened", Double(opened), .count, atMost: Double(width)),
            ]
        }
        return findings
    }

    /// How many connections the server has seen, this one included.
    private static func connections(_ model: FakeModelProcess) async throws -> Int {
        let http = try HTTPClient()
        let count = try await Self.call(.countConnections, model, http)
        await http.shutdown()
        return Int(String(decoding: count, as: UTF8.self)) ?? 0
    }

    static func call(_ order: Order, _ model: FakeModelProcess, _ http: HTTPClient) async throws -> [UInt8] {
        let response = try await http.send(
            HTTPClientRequest(
                method: "POST",
                url: "\(model.url)/chat/completions",
                headers: ["Content-Type": "application/json"],
                body: Array(#"{"messages":[{"role":"user","content":"\#(order.text)"}]}"#.utf8)
            )
        )
        guard response.head.isSuccess else { throw HTTPTransportError.status(response) }
        return response.body
    }
}
