import AgentRuntime
public import HTTPTransport
public import Logging
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// Hands spans to a collector over OTLP/HTTP, in batches and from a queue of bounded length: whoever ends a span never waits,
/// and a collector that is away costs spans, not memory.
public final class SpanExporter: Service {
    private struct State {
        var queue: [Span] = []
        var isFailing = false
    }

    let settings: OTLPSettings
    private let document: SpanDocument
    private let http: HTTPClient
    private let dropped: Counter
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - dropped: counts the spans that could not be delivered.
    ///   - clock: what the delay is measured on.
    public init(
        _ settings: OTLPSettings,
        version: String,
        http: HTTPClient,
        dropped: Counter,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.settings = settings
        self.document = SpanDocument(resource: settings.resource, version: version)
        self.http = http
        self.dropped = dropped
        self.clock = clock
        self.logger = logger
    }

    /// Takes a span, on any thread. It is dropped where its trace is not sampled or the queue is full.
    public func add(_ span: Span) {
        guard span.place.isSampled else { return }
        let (isTaken, isEnough) = self.state.withLockedValue { state in
            guard state.queue.count < self.settings.queue else { return (false, true) }
            state.queue.append(span)
            return (true, state.queue.count >= self.settings.batch)
        }
        if !isTaken { self.dropped.add() }
        if isEnough { self.wake.yield() }
    }

    /// Exports until the service is told to stop; then once more, so that the last turns are in.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    while (try? await self.clock.sleep(for: self.settings.delay)) != nil { self.wake.yield() }
                }
                for await _ in self.wakes { await self.export() }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.wake.finish()
        }
        await self.export()
    }

    /// Sends what waits, in batches, until nothing does or the collector takes no more.
    func export() async {
        while true {
            let batch = self.state.withLockedValue { state in
                let batch = Array(state.queue.prefix(self.settings.batch))
                state.queue.removeFirst(batch.count)
                return batch
            }
            if batch.isEmpty { return }
            guard await self.isDelivered(batch) else { return }
        }
    }

    private func isDelivered(_ batch: [Span]) async -> Bool {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        for (name, value) in self.settings.headers { headers[name] = value.value }
        let request = HTTPClientRequest(
            method: "POST",
            url: self.settings.url,
            headers: headers,
            body: self.document.body(batch),
            timeouts: HTTPTimeouts(total: self.settings.timeout),
            mayRepeat: true
        )
        let failure: String
        do {
            let status = try await self.http.send(request, maximumBodyBytes: 256 * 1024).head.status
            if (200..<300).contains(status) {
                self.tell(nil)
                return true
            }
            failure = "status \(status)"
            // What OTLP calls retryable; anything else will not be taken later either.
            if [429, 502, 503, 504].contains(status) { self.putBack(batch) } else { self.dropped.add(batch.count) }
        } catch {
            failure = "\(error)"
            self.putBack(batch)
        }
        self.tell(failure)
        return false
    }

    /// The batch waits for the next time, as far as there is room before what came since.
    private func putBack(_ batch: [Span]) {
        let kept = self.state.withLockedValue { state in
            let room = max(0, self.settings.queue - state.queue.count)
            state.queue.insert(contentsOf: batch.suffix(room), at: 0)
            return min(room, batch.count)
        }
        self.dropped.add(batch.count - kept)
    }

    /// Tells the log when it begins to fail, and when that is over.
    private func tell(_ failure: String?) {
        let wasFailing = self.state.withLockedValue { state in
            defer { state.isFailing = failure != nil }
            return state.isFailing
        }
        if let failure, !wasFailing {
            self.logger.warning("Traces cannot be delivered", metadata: ["reason": "\(failure)"])
        } else if failure == nil, wasFailing {
            self.logger.notice("Traces are delivered again")
        }
    }
}
