import CCurl
import Foundation

/// What the transport's thread runs: libcurl's multi handle over epoll.
///
/// Unchecked because it is made on one thread and handed to the one that alone uses it from then on.
final class TransferDriver: @unchecked Sendable {
    private let engine: TransferEngine
    private let wakeup: Int32
    private let epoll: Int32
    private let multi: UnsafeMutableRawPointer
    /// The transfers that have not ended.
    private var transfers: [ObjectIdentifier: Transfer] = [:]
    /// When libcurl wants to be called although no socket is ready.
    fileprivate var curlDeadline: MonotonicInstant?
    private let timers = TransferTimers()
    private let connections = ConnectionQueue()
    private let turns = TransferTurns()

    init(engine: TransferEngine, wakeup: Int32) throws(HTTPTransportError) {
        self.engine = engine
        self.wakeup = wakeup
        self.epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard self.epoll >= 0 else { throw .failed("no more descriptors") }
        guard let multi = curl_multi_init() else {
            close(self.epoll)
            throw .failed("out of memory")
        }
        self.multi = multi
        ccurl_epoll_watch(self.epoll, EPOLL_CTL_ADD, wakeup, 1, 0)
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        ccurl_multi_set_socket_callback(multi) { _, socket, what, context, known in
            TransferDriver.at(context)?.watch(socket, what, isKnown: known != nil)
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        ccurl_multi_set_timer_callback(multi) { _, milliseconds, context in
            TransferDriver.at(context)?.curlDeadline = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
            return 0
        }
        ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        ccurl_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 1000)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, engine.configuration.idleConnections)
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> TransferDriver? {
        context.map { Unmanaged<TransferDriver>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Serves transfers until the engine is stopped, and closes all connections. To be called once.
    func run() {
        ccurl_name_thread("http-transport")
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        var running: Int32 = 0
        while self.obeyCommands() {
            self.startReady()
            self.turns.begin()
            let count = epoll_wait(self.epoll, &events, Int32(events.count), self.waitLimit())
            for index in 0..<max(0, Int(count)) {
                let descriptor = ccurl_epoll_descriptor(&events[index])
                if descriptor == self.wakeup {
                    var ignored: UInt64 = 0
                    _ = read(self.wakeup, &ignored, 8)
                } else {
                    curl_multi_socket_action(self.multi, descriptor, ccurl_epoll_bits(&events[index]), &running)
                }
            }
            if let deadline = self.curlDeadline, deadline <= .now {
                self.curlDeadline = nil
                curl_multi_socket_action(self.multi, CURL_SOCKET_TIMEOUT, 0, &running)
            }
            self.turns.end()
            self.reap()
            self.endOverdue()
        }
        for transfer in self.transfers.values { self.end(transfer, .shutDown(wasSent: transfer.progress.isSent)) }
        curl_multi_cleanup(self.multi)
        close(self.epoll)
        self.engine.threadEnds()
    }

    // MARK: Transfers

    /// - Returns: whether to go on.
    private func obeyCommands() -> Bool {
        let (commands, isStopping) = self.engine.takeCommands()
        for command in commands {
            switch command {
            case .add(let transfer, let completion):
                transfer.begin(
                    completion,
                    timers: self.timers,
                    connections: self.connections,
                    turns: self.turns
                )
                if transfer.isCancelled {
                    transfer.finish(.failure(.cancelled))
                } else {
                    self.transfers[ObjectIdentifier(transfer)] = transfer
                    self.timers.plan(transfer)
                    if self.connections.admit(transfer) { self.start(transfer) }
                }
            case .cancel(let transfer):
                transfer.isCancelled = true
                if self.isLive(transfer) { self.end(transfer, .cancelled) }
            case .goOn(let transfer):
                if self.isLive(transfer), !transfer.goOn() { self.end(transfer, transfer.failure ?? .truncated) }
            }
        }
        return !isStopping
    }

    private func start(_ transfer: Transfer) {
        if curl_multi_add_handle(self.multi, transfer.handle.pointer) == CURLM_OK { return }
        self.end(transfer, .failed("out of memory"))
    }

    /// Starts those that waited for a connection of another one.
    private func startReady() {
        for transfer in self.connections.takeReady() where self.isLive(transfer) { self.start(transfer) }
    }

    private func isLive(_ transfer: Transfer) -> Bool { self.transfers[ObjectIdentifier(transfer)] != nil }

    /// Ends a transfer that libcurl has not finished.
    private func end(_ transfer: Transfer, _ error: HTTPTransportError) {
        curl_multi_remove_handle(self.multi, transfer.handle.pointer)
        self.forget(transfer)
        transfer.finish(.failure(error))
    }

    /// Takes from libcurl what it has finished.
    private func reap() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = ccurl_message_result(message)
            var context: UnsafeMutableRawPointer?
            ccurl_get_pointer(handle, CURLINFO_PRIVATE, &context)
            curl_multi_remove_handle(self.multi, handle)
            guard let transfer = Transfer.at(context) else { continue }
            transfer.finish(code)
            self.forget(transfer)
        }
    }

    private func forget(_ transfer: Transfer) {
        self.timers.remove(transfer)
        self.connections.ended(transfer)
        self.transfers[ObjectIdentifier(transfer)] = nil
    }

    // MARK: Time

    private func endOverdue() {
        guard let next = self.timers.next else { return }
        let now = MonotonicInstant.now
        guard next <= now else { return }
        while let (transfer, phase) = self.timers.nextOverdue(at: now) { self.end(transfer, .timedOut(phase)) }
    }

    /// How long epoll may wait, in milliseconds; -1 for ever.
    private func waitLimit() -> Int32 {
        guard var next = self.curlDeadline ?? self.timers.next else { return -1 }
        if let other = self.timers.next { next = min(next, other) }
        return Int32(clamping: MonotonicInstant.now.milliseconds(until: next))
    }

    // MARK: Sockets

    fileprivate func watch(_ socket: curl_socket_t, _ what: Int32, isKnown: Bool) {
        if what == CURL_POLL_REMOVE {
            ccurl_epoll_watch(self.epoll, EPOLL_CTL_DEL, socket, 0, 0)
            return
        }
        let reads = what & CURL_POLL_IN != 0
        let writes = what & CURL_POLL_OUT != 0
        ccurl_epoll_watch(self.epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, reads ? 1 : 0, writes ? 1 : 0)
        if !isKnown { curl_multi_assign(self.multi, socket, Unmanaged.passUnretained(self).toOpaque()) }
    }
}
