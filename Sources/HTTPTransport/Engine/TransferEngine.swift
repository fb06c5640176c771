import CCurl
import Foundation
import NIOConcurrencyHelpers

/// The way from any task to the one thread that drives libcurl.
final class TransferEngine: Sendable {
    enum Command {
        case add(Transfer, Transfer.Completion)
        case cancel(Transfer)
        case goOn(Transfer)
    }

    private struct State {
        var commands: [Command] = []
        /// Whether the thread knows that there are commands.
        var isSignalled = false
        var isStopping = false
        var isStopped = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let configuration: HTTPClientConfiguration
    private let wakeup: WakeupDescriptor
    private let state = NIOLockedValueBox(State())

    /// libcurl wants this once per process, before anything else.
    private static let isCurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(configuration: HTTPClientConfiguration) throws(HTTPTransportError) {
        guard Self.isCurlReady else { throw .failed("libcurl cannot be initialised") }
        self.configuration = configuration
        self.wakeup = try WakeupDescriptor()
        let driver = try TransferDriver(engine: self, wakeup: self.wakeup.descriptor)
        let thread = Thread { driver.run() }
        thread.name = "http-transport"
        thread.start()
    }

    func add(_ transfer: Transfer, completion: Transfer.Completion) {
        if !self.enqueue(.add(transfer, completion)) {
            completion.resume(returning: .failure(.shutDown(wasSent: false)))
        }
    }

    func cancel(_ transfer: Transfer) {
        _ = self.enqueue(.cancel(transfer))
    }

    /// Lets a transfer go on that was held back.
    func goOn(_ transfer: Transfer) {
        _ = self.enqueue(.goOn(transfer))
    }

    /// Has the thread end all transfers, and itself.
    func stop() {
        self.state.withLockedValue { $0.isStopping = true }
        self.wakeup.signal()
    }

    /// Waits until the thread has ended.
    func stopped() async {
        await withCheckedContinuation { continuation in
            let isStopped = self.state.withLockedValue { state in
                if !state.isStopped { state.waiting.append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    private func enqueue(_ command: Command) -> Bool {
        let (isTaken, mustSignal) = self.state.withLockedValue { state in
            guard !state.isStopping else { return (false, false) }
            state.commands.append(command)
            defer { state.isSignalled = true }
            return (true, !state.isSignalled)
        }
        if mustSignal { self.wakeup.signal() }
        return isTaken
    }

    // MARK: For the thread

    func takeCommands() -> (commands: [Command], isStopping: Bool) {
        self.state.withLockedValue { state in
            guard state.isSignalled else { return ([], state.isStopping) }
            state.isSignalled = false
            let commands = state.commands
            state.commands = []
            return (commands, state.isStopping)
        }
    }

    func threadEnds() {
        let waiting = self.state.withLockedValue { state in
            state.isStopped = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Owns an eventfd: what other threads ring to end a wait in epoll.
final class WakeupDescriptor: Sendable {
    let descriptor: Int32

    init() throws(HTTPTransportError) {
        self.descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard self.descriptor >= 0 else { throw .failed("no more descriptors") }
    }

    deinit { close(self.descriptor) }

    func signal() {
        var one: UInt64 = 1
        _ = write(self.descriptor, &one, 8)
    }
}
