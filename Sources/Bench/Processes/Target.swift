import Foundation
import HTTPTransport

/// What a load is put on: the service, or the relay beside it.
protocol Target: Sendable {
    var port: Int { get }
    var meter: ProcessMeter { get }
    /// Paths of so many new sockets.
    func paths(_ count: Int) async throws -> [String]
    /// What is behind the paths is not needed any more.
    func discard(_ paths: [String]) async throws
    func stop()
}

/// The model's server, in a process of its own so that its work does not count.
struct FakeModelProcess: Sendable {
    private let child: ChildProcess
    let port: Int

    static func start() throws -> FakeModelProcess {
        let child = try ChildProcess.start("Bench", ["fake-model"])
        return FakeModelProcess(child: child, port: try child.port())
    }

    var url: String { "http://127.0.0.1:\(self.port)/v1" }

    func stop() { self.child.stop() }
}

/// The relay, which does nothing but carry bytes.
struct RelayTarget: Target {
    private let child: ChildProcess
    let port: Int

    /// - Parameter libcurl: whether libcurl carries the bytes from the model's server.
    static func start(upstream: FakeModelProcess, libcurl: Bool = false) throws -> RelayTarget {
        let child = try ChildProcess.start("BenchRelay", ["\(upstream.port)"] + (libcurl ? ["--libcurl"] : []))
        return RelayTarget(child: child, port: try child.port())
    }

    var meter: ProcessMeter { ProcessMeter(self.child.id) }

    func paths(_ count: Int) -> [String] { Array(repeating: "/", count: count) }

    func discard(_ paths: [String]) {}

    func stop() { self.child.stop() }
}
