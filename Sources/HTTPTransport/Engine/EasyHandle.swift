import CCurl

/// Owns one libcurl easy handle, the header list it refers to and the room for its words.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let words: UnsafeMutablePointer<CChar>

    /// Sets up a request, without starting it.
    /// - Parameter isPausable: whether it needs a connection to itself.
    /// - Throws: ``HTTPTransportError/invalidRequest(_:)``.
    init(
        _ request: HTTPClientRequest,
        isPausable: Bool,
        configuration: HTTPClientConfiguration
    ) throws(HTTPTransportError) {
        try request.check()
        guard let pointer = curl_easy_init() else { throw .failed("out of memory") }
        self.pointer = pointer
        self.words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, self.words)
        for field in request.headers.fields {
            // An empty value needs a semicolon, or libcurl takes the field out.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            self.headers = curl_slist_append(self.headers, line)
        }
        if request.headers["Expect"] == nil { self.headers = curl_slist_append(self.headers, "Expect:") }
        ccurl_set_list(pointer, CURLOPT_HTTPHEADER, self.headers)
        ccurl_set_string(pointer, CURLOPT_URL, request.url)
        Self.setMethod(request, on: pointer)
        Self.setConnection(request, configuration, on: pointer)
        let isShared = request.isSecure && !isPausable
        ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, isShared ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    }

    deinit {
        curl_easy_cleanup(self.pointer)
        curl_slist_free_all(self.headers)
        self.words.deallocate()
    }

    private static func setMethod(_ request: HTTPClientRequest, on pointer: UnsafeMutableRawPointer) {
        if let body = request.body ?? (request.method == "POST" ? [] : nil) {
            ccurl_set_long(pointer, CURLOPT_POST, 1)
            ccurl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                // Copied by libcurl; it must not be nil even when there is nothing to copy.
                var nothing: UInt8 = 0
                withUnsafeMutablePointer(to: &nothing) { empty in
                    let start = bytes.isEmpty ? UnsafeRawPointer(empty) : bytes.baseAddress
                    _ = ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
                }
            }
        }
        if request.method == "HEAD" {
            ccurl_set_long(pointer, CURLOPT_NOBODY, 1)
        } else if request.method != (request.body == nil ? "GET" : "POST") {
            ccurl_set_string(pointer, CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private static func setConnection(
        _ request: HTTPClientRequest,
        _ configuration: HTTPClientConfiguration,
        on pointer: UnsafeMutableRawPointer
    ) {
        ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1)
        ccurl_set_long(pointer, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(pointer, CURLOPT_BUFFERSIZE, 16384)
        ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, "")
        // The transfer's own timers end a connection that takes too long. libcurl is told as well, because it divides the
        // time among a name's addresses.
        ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, max(1, request.timeouts.connect.wholeMilliseconds))
        // Or removing a transfer would wait for the name server, and all others with it.
        ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1)
        // Debian's default CApath would have libcurl parse all certificates again for each connection.
        ccurl_set_string(pointer, CURLOPT_CAPATH, nil)
        if let file = configuration.certificateAuthorities { ccurl_set_string(pointer, CURLOPT_CAINFO, file) }
        switch request.allowedPeers.areAny ? configuration.proxy : .none {
        case .environment: break
        case .none: ccurl_set_string(pointer, CURLOPT_PROXY, "")
        case .url(let url):
            ccurl_set_string(pointer, CURLOPT_PROXY, url)
            ccurl_set_string(pointer, CURLOPT_NOPROXY, "")
        }
    }

    // MARK: Afterwards

    /// libcurl's words for how it ended, the exact ones if it left any.
    func words(for code: CURLcode) -> String {
        String(cString: self.words.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(self.words))
    }

    /// The status with which a proxy refused to be a tunnel.
    var refusedTunnel: Int? {
        var status = 0
        ccurl_get_long(self.pointer, CURLINFO_HTTP_CONNECTCODE, &status)
        return status == 0 || (200..<300).contains(status) ? nil : status
    }
}

extension Duration {
    /// Rounded up, so that a limit never becomes shorter.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
