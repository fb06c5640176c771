import AgentRuntime
import Logging

@testable import AgentTesting
@testable import Observability

/// A conversation with one tool call, watched.
struct WatchedConversation {
    let metrics = ServiceMetrics()
    let lines = LogLines()
    let chat: TestConversation

    static let price = TokenPrice(
        input: .init(rawValue: 2_500_000_000_000),
        output: .init(rawValue: 10_000_000_000_000)
    )

    /// - Parameter level: the least severe message that is kept.
    init(
        _ script: [ScriptedStep],
        tools: [any Tool] = [],
        spans: SpanExporter? = nil,
        level: Logger.Level = .info
    ) async throws {
        try await self.init(ScriptedModel(script, price: Self.price), tools: tools, spans: spans, level: level)
    }

    init(
        _ model: any LanguageModel,
        tools: [any Tool] = [],
        spans: SpanExporter? = nil,
        level: Logger.Level = .info,
        logsProviderWords: Bool = false
    ) async throws {
        var logger = self.lines.logger
        logger.logLevel = level
        let agent = try Agent.testing(
            model: ResilientModel(
                .init(name: "first", model: model, retry: RetryPolicy(attempts: 2)),
                clock: ImmediateClock(),
                logsProviderWords: logsProviderWords,
                logger: logger
            ),
            tools: tools,
            logger: logger
        )
        let telemetry = Telemetry(metrics: self.metrics, spans: spans, logger: logger)
        self.chat = try await TestConversation(with: agent, observer: telemetry.observer, logger: logger)
    }

    /// The samples of the page of metrics, once the turn is told of.
    func samples() async throws -> Set<String> {
        _ = try await self.lines.first(containing: "Turn ended")
        return Set(self.metrics.text(PrometheusTextTests.now).split(separator: "\n").map(String.init))
    }
}

/// A clock on which nobody waits.
struct ImmediateClock: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
    }
}

/// Keeps what is logged.
final class LogLines: Sendable {
    private let lines = WatchedValue<[String]>([])

    var logger: Logger { Logger(label: "test") { [lines] _ in Handler(lines: lines) } }
    var all: [String] { self.lines.value }

    /// The first line with these words, once there is one.
    func first(containing words: String) async throws -> String {
        try await self.lines.wait { $0.contains { $0.contains(words) } }
        return self.all.first { $0.contains(words) } ?? ""
    }

    private struct Handler: LogHandler {
        let lines: WatchedValue<[String]>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let all = self.metadata.merging(event.metadata ?? [:]) { _, new in new }
            let fields = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            self.lines.update { $0.append("\(event.level) \(event.message)\(fields)") }
        }
    }
}
