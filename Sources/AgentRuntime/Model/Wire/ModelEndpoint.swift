public import HTTPTransport

/// Where a model is and how it is asked, whatever wire it speaks.
public struct ModelEndpoint: Hashable, Sendable {
    /// The URL that the wire's path is added to, such as `https://api.openai.com/v1`.
    public var baseURL: String
    /// What lets us in; `nil` for servers that need nothing. How it is sent is the wire's business.
    public var apiKey: String?
    /// The name the provider knows the model by.
    public var model: String
    /// 0 to 2; `nil` leaves it to the provider.
    public var temperature: Double?
    /// The most tokens of one step; `nil` leaves it to the provider.
    public var maximumTokens: Int?
    /// More members of the request, sent as they are. They must not be among those that the wire writes itself.
    public var parameters: [String: JSONValue]
    /// More header fields, such as an organisation's.
    public var headers: [String: String]
    /// How long to wait, phase by phase; the total is what the turn has left. Default ``patience``.
    public var timeouts: HTTPTimeouts
    /// What the provider asks for tokens; `nil` if nobody said.
    public var price: TokenPrice?

    public init(
        baseURL: String,
        apiKey: String? = nil,
        model: String,
        temperature: Double? = nil,
        maximumTokens: Int? = nil,
        parameters: [String: JSONValue] = [:],
        headers: [String: String] = [:],
        timeouts: HTTPTimeouts = Self.patience,
        price: TokenPrice? = nil
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.temperature = temperature
        self.maximumTokens = maximumTokens
        self.parameters = parameters
        self.headers = headers
        self.timeouts = timeouts
        self.price = price
    }
}

extension ModelEndpoint {
    /// What suits most models: 10 s to connect, 60 s to the first byte, 90 s to the first event and from one to the next,
    /// 60 s without any sign of life.
    ///
    /// A model that reasons before it answers may say nothing for a minute. Servers that send comments or pings meanwhile
    /// are given the full 90 s; of those that send nothing at all, nobody knows whether they are still there. Whoever runs a
    /// model that thinks for longer in silence raises `first_content`, `stall` and `idle`, and the turn's time with them.
    public static var patience: HTTPTimeouts {
        HTTPTimeouts(
            connect: .seconds(10),
            firstByte: .seconds(60),
            firstContent: .seconds(90),
            stall: .seconds(90),
            idle: .seconds(60)
        )
    }

    /// Sends a step's request and reads the streamed answer.
    /// - Parameters:
    ///   - path: what the wire adds to the base URL: `/chat/completions`, with a query where it needs one.
    ///   - fields: the wire's own header fields, such as the one with the key; the endpoint's go on top.
    ///   - body: the request as JSON.
    ///   - step: makes what reads the answer, and sends its text to `sink`.
    /// - Throws: ``ModelError``, or `CancellationError` when the task was cancelled.
    func respond(
        at path: String,
        fields: HTTPHeaders,
        body: [UInt8],
        deadline: Deadline,
        reading step: (any DeltaSink) -> any WireStep,
        into sink: any DeltaSink,
        over http: HTTPClient
    ) async throws -> ModelResponse {
        let stream = StepStream(into: sink, reading: step)
        var headers = fields
        headers["Content-Type"] = "application/json"
        headers["Accept"] = "text/event-stream"
        for (name, value) in self.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value }
        var timeouts = self.timeouts
        timeouts.total = deadline.remaining
        let url = "\(self.baseURL.withoutTrailingSlashes)\(path)"
        let request = HTTPClientRequest(
            method: "POST",
            url: url,
            headers: headers,
            body: body,
            timeouts: timeouts,
            // Asked twice, it answers twice: that costs, and changes nothing.
            mayRepeat: true
        )
        var failure: HTTPTransportError?
        do {
            try await http.stream(request, into: stream)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            failure = error
        }
        switch stream.outcome(after: failure, within: timeouts, as: self.model) {
        case .success(let response): return self.priced(response)
        case .failure(let error): throw self.priced(error: error)
        }
    }

    private func priced(_ response: ModelResponse) -> ModelResponse {
        var priced = response
        priced.price = self.price
        return priced
    }

    /// The error with the price, and without the key, which providers like to quote.
    private func priced(error: ModelError) -> ModelError {
        var priced = error
        priced.price = self.price
        if let key = self.apiKey, !key.isEmpty { priced.quote = error.quote?.replacing(key, with: "•••") }
        return priced
    }
}

extension String {
    fileprivate var withoutTrailingSlashes: Substring {
        var text = self[...]
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
