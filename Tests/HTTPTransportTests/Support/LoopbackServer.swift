import AgentTesting
import Foundation
import NIOConcurrencyHelpers

/// A server on the loopback interface that does what a test says, byte for byte: each connection gets a thread and may block.
final class LoopbackServer: Sendable {
    /// Where it listens: a free port the system chose.
    let port: Int
    /// Counts the connections that came.
    let connections = Gate(isOpen: true)
    private let open: OpenDescriptors

    /// - Parameter serve: serves a connection, which is closed after it. Called on a thread of the connection's own.
    init(_ serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 512) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        let open = OpenDescriptors()
        open.add(listener)
        self.open = open
        let connections = self.connections
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                var yes: Int32 = 1
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
                guard descriptor >= 0, open.add(descriptor) else {
                    if descriptor >= 0 { Glibc.close(descriptor) }
                    break
                }
                Thread.detachNewThread {
                    serve(LoopbackConnection(descriptor: descriptor))
                    open.close(descriptor)
                }
                connections.arrive()
            }
            open.close(listener)
        }
    }

    deinit { self.stop() }

    /// Ends the server and its connections; their threads notice and close them.
    func stop() { self.open.shutDown() }

    /// Waits until its connections are closed.
    func stopped() async throws { try await self.open.allClosed.pass() }

    /// The URL of a path that begins with `/`.
    func url(_ path: String = "/", scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(self.port)\(path)" }
}

/// The descriptors that threads wait at.
private final class OpenDescriptors: Sendable {
    private let state = NIOLockedValueBox<(open: Set<Int32>, isShutDown: Bool)>(([], false))
    /// Opens when it is shut down and none is left.
    let allClosed = Gate()

    /// - Returns: whether it is not too late.
    @discardableResult
    func add(_ descriptor: Int32) -> Bool {
        self.state.withLockedValue { state in
            if !state.isShutDown { state.open.insert(descriptor) }
            return !state.isShutDown
        }
    }

    func close(_ descriptor: Int32) {
        // Under the lock, so that the number cannot have been given away when it is shut down.
        let isLast = self.state.withLockedValue { state in
            state.open.remove(descriptor)
            _ = Glibc.close(descriptor)
            return state.isShutDown && state.open.isEmpty
        }
        if isLast { self.allClosed.open() }
    }

    func shutDown() {
        self.state.withLockedValue { state in
            state.isShutDown = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}
