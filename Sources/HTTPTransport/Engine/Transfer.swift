import CCurl

/// One request on its way, from the caller's task to the driver's thread.
///
/// Unchecked because libcurl's callbacks need a class to point at: after it is handed to the engine, only the driver's
/// thread touches what changes.
final class Transfer: @unchecked Sendable {
    typealias Completion = CheckedContinuation<Result<HTTPClientResponse, HTTPTransportError>, Never>

    /// Who takes the body.
    enum Consumer {
        case sink(any HTTPBodySink)
        case collect(limit: Int)
        case channel(BodyChannel)
    }

    /// Where ``TransferTimers`` keeps a transfer.
    struct Timer {
        var instant = MonotonicInstant.now
        var place: Int?
    }

    let handle: EasyHandle
    let consumer: Consumer
    /// The consumer, where it is a sink.
    let sink: (any HTTPBodySink)?
    let host: String
    /// The origin with whose other requests it can share an HTTP/2 connection; `nil` if it can with none.
    let sharedOrigin: String?
    let allowedPeers: AllowedPeers
    /// Whether libcurl may send the request again on another connection.
    let isRepeatable: Bool
    private let timeouts: HTTPTimeouts
    private var completion: Completion?
    private(set) var timers: TransferTimers?
    var timer = Timer()
    private(set) var connections: ConnectionQueue?
    var place = ConnectionQueue.Place.outside
    private(set) var turns: TransferTurns?
    var progress: TransferProgress
    var response = ResponseHeadParser()
    var body: [UInt8] = []
    /// How many bytes that nobody wants are still read.
    var drainAllowance = 64 * 1024
    /// Why the transfer was stopped from within a callback.
    var failure: HTTPTransportError?
    /// Whether an address was refused, and whether another one was tried.
    var hasRefusedPeer = false
    var hasTriedPeer = false
    var isCancelled = false

    init(_ request: HTTPClientRequest, consumer: Consumer, configuration: HTTPClientConfiguration)
        throws(HTTPTransportError)
    {
        let isPausable = if case .channel = consumer { true } else { false }
        self.handle = try EasyHandle(request, isPausable: isPausable, configuration: configuration)
        self.consumer = consumer
        self.sink = if case .sink(let sink) = consumer { sink } else { nil }
        self.host = request.host
        self.sharedOrigin = isPausable || !request.isSecure ? nil : request.host
        self.allowedPeers = request.allowedPeers
        self.isRepeatable = request.isRepeatable
        self.timeouts = request.timeouts
        self.progress = TransferProgress(request.timeouts, from: .now)
    }

    // MARK: Life

    /// Takes note of who waits and since when, and points libcurl's callbacks here.
    func begin(
        _ completion: Completion,
        timers: TransferTimers,
        connections: ConnectionQueue,
        turns: TransferTurns
    ) {
        self.completion = completion
        self.timers = timers
        self.connections = connections
        self.turns = turns
        self.progress = TransferProgress(self.timeouts, from: .now)
        self.handle.setCallbacks(context: Unmanaged.passUnretained(self).toOpaque())
    }

    /// The transfer that libcurl was pointed at. The driver's table keeps it alive while libcurl knows it.
    static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Tells the caller the result, and the reader that no more comes; once.
    func finish(_ result: Result<HTTPClientResponse, HTTPTransportError>) {
        self.completion.take()?.resume(returning: result)
        guard case .channel(let channel) = self.consumer else { return }
        if case .failure(let error) = result { channel.end(error) } else { channel.end(nil) }
    }

    /// Tells the caller how libcurl ended the transfer.
    func finish(_ code: CURLcode) {
        if let failure { return self.finish(.failure(failure)) }
        guard code == CURLE_OK else { return self.finish(.failure(self.outcome(code))) }
        guard self.response.isComplete, let head = self.response.head else {
            return self.finish(.failure(.truncated))
        }
        let response = HTTPClientResponse(head: head, body: self.body)
        if case .sink = self.consumer, !head.isSuccess { return self.finish(.failure(.status(response))) }
        self.finish(.success(response))
    }

    /// Tells the caller the head; the body follows.
    func begin(_ head: HTTPResponseHead) {
        switch self.consumer {
        case .sink(let sink): if head.isSuccess { sink.receive(head: head) }
        case .collect: break
        case .channel: self.completion.take()?.resume(returning: .success(HTTPClientResponse(head: head, body: [])))
        }
    }

    /// Tells the caller the result although the body has not ended. The rest of it is read for a little while, so that the
    /// connection can be used again.
    func finishEarly(_ result: Result<HTTPClientResponse, HTTPTransportError>) {
        self.finish(result)
        self.progress.drain(from: .now)
        self.timers?.plan(self)
    }

    /// Goes on where a slow reader held the transfer back.
    /// - Returns: whether libcurl could.
    func goOn() -> Bool {
        self.progress.goOn(at: .now)
        self.timers?.plan(self)
        return curl_easy_pause(self.handle.pointer, CURLPAUSE_CONT) == CURLE_OK
    }
}
