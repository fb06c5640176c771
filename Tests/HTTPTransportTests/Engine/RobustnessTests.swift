import AgentTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

/// Everything that can end a transfer, all at once, and what is left of it.
@Suite("Robustness")
struct RobustnessTests {
    /// A server whose connections end in every way; the path says how.
    static func server() throws -> LoopbackServer {
        try LoopbackServer { connection in
            while let request = connection.request() {
                switch request.target {
                case "/ok": connection.respond(String(repeating: "x", count: 3000))
                case "/error": connection.respond("no", status: "503 Busy")
                case "/cut":
                    connection.beginChunks()
                    connection.chunk("half")
                    return
                case "/reset":
                    connection.reset()
                    return
                case "/endless":
                    connection.beginChunks()
                    while connection.chunk(String(repeating: "x", count: 500)) {}
                case "/garbage":
                    connection.write("what?\r\n\r\n")
                    return
                default: connection.waitForEnd()
                }
            }
        }
    }

    static let paths = ["/ok", "/error", "/cut", "/reset", "/endless", "/garbage", "/silent"]

    /// A request that ends by itself, if only after a little time.
    static func request(_ server: LoopbackServer, _ random: inout SeededGenerator) -> HTTPClientRequest {
        HTTPClientRequest(
            url: server.url(Self.paths.randomElement(using: &random) ?? "/ok"),
            timeouts: HTTPTimeouts(total: .milliseconds(Int.random(in: 20...200, using: &random)))
        )
    }

    /// Hundreds of requests over the public interface, some of them cancelled at some point.
    static func storm(_ client: HTTPClient, _ server: LoopbackServer, seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                let request = Self.request(server, &random)
                let kind = Int.random(in: 0..<4, using: &random)
                let patience = Int.random(in: 0..<200, using: &random)
                group.addTask {
                    await withTaskGroup(of: Void.self) { pair in
                        pair.addTask {
                            switch kind {
                            case 0: _ = try? await client.send(request, maximumBodyBytes: 10_000)
                            case 1: _ = try? await client.stream(request, into: RecordingSink())
                            case 2: _ = try? await client.stream(request, into: RecordingSink { _ in .enough })
                            default:
                                try? await client.withResponse(to: request, bufferBytes: 100) { _, body in
                                    for try await _ in body.prefix(3) {}
                                }
                            }
                        }
                        if patience < 100 {
                            for _ in 0..<patience { await Task.yield() }
                            pair.cancelAll()
                        }
                    }
                }
            }
        }
    }

    @Test("transfers are gone when they have ended, however they did")
    func released() async throws {
        let server = try Self.server()
        defer { server.stop() }
        let engine = try TransferEngine(configuration: HTTPClientConfiguration())
        var random = SeededGenerator(seed: 3)
        let transfers = NIOLockedValueBox<[WeakTransfer]>([])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<300 {
                let request = Self.request(server, &random)
                let consumer = Self.consumers(&random)
                let cancels = (0..<4).map { _ in Int.random(in: 0..<4, using: &random) == 0 }
                group.addTask {
                    guard let transfer = try? Transfer(request, consumer: consumer, configuration: engine.configuration)
                    else { return }
                    transfers.withLockedValue { $0.append(WeakTransfer(transfer: transfer)) }
                    if cancels[0] { engine.cancel(transfer) }
                    _ = await withCheckedContinuation { completion in
                        engine.add(transfer, completion: completion)
                        if cancels[1] { engine.cancel(transfer) }
                        if cancels[2] { engine.goOn(transfer) }
                    }
                    if cancels[2] { engine.goOn(transfer) }
                    if cancels[3] { for _ in 0..<2 { engine.cancel(transfer) } }
                }
            }
        }
        engine.stop()
        await engine.stopped()
        #expect(transfers.withLockedValue { $0.count } == 300)
        #expect(transfers.withLockedValue { $0.filter { $0.transfer != nil }.count } == 0)
    }

    struct WeakTransfer: Sendable { weak let transfer: Transfer? }

    static func consumers(_ random: inout SeededGenerator) -> Transfer.Consumer {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .collect(limit: 10_000)
        case 1: .sink(RecordingSink())
        case 2: .sink(RecordingSink { _ in .enough })
        default: .channel(BodyChannel(limit: 100))
        }
    }

    @Test("no descriptor is left of hundreds of transfers, whether the client is shut down or dropped")
    func descriptors() async {
        // In a process of its own, where nobody else opens any.
        await #expect(processExitsWith: .success) {
            func count() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }
            func round(seed: UInt64, shutsDown: Bool) async throws {
                let server = try RobustnessTests.server()
                let client = try HTTPClient()
                await RobustnessTests.storm(client, server, seed: seed)
                if shutsDown { await client.shutdown() }
                server.stop()
                try await server.stopped()
            }
            // Nobody tells when a dropped client has closed its last descriptor.
            func settles(to expected: Int) -> Bool {
                let end = ContinuousClock.now + .seconds(10)
                while count() > expected, ContinuousClock.now < end { usleep(1000) }
                return count() <= expected
            }
            // What the runtime opens for itself is opened in the first round.
            try await round(seed: 1, shutsDown: true)
            let before = count()
            try await round(seed: 2, shutsDown: true)
            #expect(settles(to: before))
            try await round(seed: 3, shutsDown: false)
            #expect(settles(to: before))
        }
    }

    @Test("a shutdown ends what is under way, tells everybody, and closes the connections")
    func shutdown() async throws {
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            let path = connection.request()?.target
            if path == "/body" {
                connection.beginChunks()
                connection.chunk("a")
            }
            connection.waitForEnd()
            closed.arrive()
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let isReading = Gate(isOpen: true)
        let tasks = (0..<30).map { index in
            Task { () async -> HTTPTransportError? in
                let request = HTTPClientRequest(url: server.url(index % 3 == 0 ? "/body" : "/silent"))
                do {
                    switch index % 3 {
                    case 0:
                        try await client.withResponse(to: request) { _, body in
                            for try await _ in body { isReading.arrive() }
                        }
                    case 1: _ = try await client.send(request)
                    default: try await client.stream(request, into: RecordingSink())
                    }
                    return nil
                } catch {
                    return error as? HTTPTransportError
                }
            }
        }
        try await server.connections.arrived(30)
        try await isReading.arrived(10)
        await client.shutdown()
        for task in tasks {
            guard case .shutDown? = await task.value else {
                Issue.record("A transfer ended in another way.")
                continue
            }
        }
        try await closed.arrived(30)
        await #expect(throws: HTTPTransportError.shutDown(wasSent: false)) {
            try await client.withResponse(to: HTTPClientRequest(url: server.url())) { _, _ in }
        }
    }

    @Test("a task that was cancelled before it began sends nothing")
    func cancelledBefore() async throws {
        let server = try Self.server()
        defer { server.stop() }
        let client = try HTTPClient()
        let gate = Gate()
        let task = Task {
            await gate.passUncancellably()
            return try await client.send(HTTPClientRequest(url: server.url("/ok")))
        }
        task.cancel()
        gate.open()
        await #expect(throws: HTTPTransportError.cancelled) { try await task.value }
        #expect(server.connections.arrivals == 0)
    }
}
