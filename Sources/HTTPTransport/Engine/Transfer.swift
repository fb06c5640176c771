import CCurl

/// One request on its way, from the caller's task to the driver's thread.
///
/// Unchecked because libcurl's callbacks need a class to point at: after it is handed to the engine, only the driver's
/// thread touches what changes.
final class Transfer: @unchecked Sendable {
    typealias Completion = CheckedContinuation<Result<HTTPClientResponse, HTTPTransportError>, Never>

    enum Consumer {
        case sink(any HTTPBodySink)
        case collect(limit: Int)
    }

    /// How much of an error's body is kept, in bytes.
    private static let errorBodyLimit = 64 * 1024

    let handle: EasyHandle
    private let consumer: Consumer
    private let host: String
    private let timeouts: HTTPTimeouts
    private var completion: Completion?
    private var head: HTTPResponseHead?
    private var isHeadDelivered = false
    private var body: [UInt8] = []
    /// Why the transfer was stopped from within a callback.
    private var failure: HTTPTransportError?
    private var start = ContinuousClock.now
    private var lastActivity = ContinuousClock.now
    /// Whether the caller has its result and the rest of the body is only read so that the connection can be reused.
    private(set) var isDraining = false
    var isCancelled = false

    init(_ request: HTTPClientRequest, consumer: Consumer, configuration: HTTPClientConfiguration)
        throws(HTTPTransportError)
    {
        self.handle = try EasyHandle(request, configuration: configuration)
        self.consumer = consumer
        self.host = request.host
        self.timeouts = request.timeouts
    }

    // MARK: Life

    /// Takes note of who waits and since when, and points libcurl's callbacks here.
    func begin(_ completion: Completion) {
        self.completion = completion
        self.start = .now
        self.lastActivity = self.start
        let context = Unmanaged.passUnretained(self).toOpaque()
        let handle = self.handle.pointer
        ccurl_set_pointer(handle, CURLOPT_PRIVATE, context)
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            Transfer.at(context)?.receive(body: UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
        ccurl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            Transfer.at(context)?.receive(header: UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
    }

    /// The transfer that libcurl was pointed at. The driver's table keeps it alive while libcurl knows it.
    static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Tells the caller the result, once.
    func finish(_ result: Result<HTTPClientResponse, HTTPTransportError>) {
        self.completion?.resume(returning: result)
        self.completion = nil
    }

    /// Tells the caller how libcurl ended the transfer.
    func finish(_ code: CURLcode) {
        if let failure = self.failure { return self.finish(.failure(failure)) }
        guard code == CURLE_OK else { return self.finish(.failure(self.error(code))) }
        self.deliverHead()
        guard let head = self.head else { return self.finish(.failure(.truncated)) }
        let response = HTTPClientResponse(head: head, body: self.body)
        if case .sink = self.consumer, !head.isSuccess { return self.finish(.failure(.status(response))) }
        self.finish(.success(response))
    }

    // MARK: Time

    /// When to look at the transfer again, and what it has then taken too long for.
    var deadline: (instant: ContinuousClock.Instant, phase: HTTPTransportError.Phase)? {
        var next: (ContinuousClock.Instant, HTTPTransportError.Phase)?
        func consider(_ instant: ContinuousClock.Instant, _ phase: HTTPTransportError.Phase) {
            if let known = next, known.0 <= instant { return }
            next = (instant, phase)
        }
        if self.isDraining { return (self.lastActivity + .seconds(1), .stall) }
        if let limit = self.timeouts.total { consider(self.start + limit, .total) }
        if self.head == nil, let limit = self.timeouts.firstByte { consider(self.start + limit, .firstByte) }
        if self.head != nil, let limit = self.timeouts.stall { consider(self.lastActivity + limit, .stall) }
        return next
    }

    /// How often the deadline is to be looked up anew.
    var lookInterval: Duration { min(self.timeouts.stall ?? .seconds(1), .seconds(1)) }

    // MARK: Callbacks

    private func receive(header line: UnsafeRawBufferPointer) -> Int {
        if self.head == nil { self.lastActivity = .now }
        if self.isHeadDelivered { return line.count }  // A trailer.
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0.prefix(3)) }
            guard let status else {
                self.failure = .protocolViolation("its status line has no status")
                return 0
            }
            self.head = HTTPResponseHead(status: status)
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            self.head?.headers.append(
                String(value.trimmingPrefix { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()),
                to: String(text[..<colon])
            )
        }
        return line.count
    }

    private func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        self.lastActivity = .now
        if self.isDraining { return bytes.count }
        self.deliverHead()
        switch self.consumer {
        case .sink(let sink) where self.head?.isSuccess == true:
            if sink.receive(body: bytes.bindMemory(to: UInt8.self).span) == .enough, let head = self.head {
                self.isDraining = true
                self.finish(.success(HTTPClientResponse(head: head, body: [])))
            }
        case .sink:
            self.body.append(contentsOf: bytes.prefix(Self.errorBodyLimit - self.body.count))
        case .collect(let limit):
            guard self.body.count + bytes.count <= limit else {
                self.failure = .bodyTooLarge(limit: limit)
                return 0
            }
            self.body.append(contentsOf: bytes)
        }
        return bytes.count
    }

    private func deliverHead() {
        guard !self.isHeadDelivered, let head = self.head else { return }
        self.isHeadDelivered = true
        if case .sink(let sink) = self.consumer, head.isSuccess { sink.receive(head: head) }
    }

    private func error(_ code: CURLcode) -> HTTPTransportError {
        let words = String(cString: curl_easy_strerror(code))
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost(self.host)
        case CURLE_COULDNT_CONNECT: .cannotConnect(self.host)
        case CURLE_OPERATION_TIMEDOUT: .timedOut(.connect)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: .truncated
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .tls(words)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest(words)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_BAD_CONTENT_ENCODING:
            .protocolViolation(words)
        default: .failed(words)
        }
    }
}

extension HTTPResponseHead {
    /// Whether the status is 2xx.
    public var isSuccess: Bool { (200..<300).contains(self.status) }
}
