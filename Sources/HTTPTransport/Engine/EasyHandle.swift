import CCurl

/// Owns one libcurl easy handle and the header list it refers to.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// Sets up a request, without starting it.
    /// - Throws: ``HTTPTransportError/invalidRequest(_:)``.
    init(_ request: HTTPClientRequest, configuration: HTTPClientConfiguration) throws(HTTPTransportError) {
        try Self.check(request)
        guard let pointer = curl_easy_init() else { throw .failed("out of memory") }
        self.pointer = pointer
        for field in request.headers.fields {
            // An empty value needs a semicolon, or libcurl takes the field out.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            self.headers = curl_slist_append(self.headers, line)
        }
        if request.headers["Expect"] == nil { self.headers = curl_slist_append(self.headers, "Expect:") }
        ccurl_set_list(pointer, CURLOPT_HTTPHEADER, self.headers)
        ccurl_set_string(pointer, CURLOPT_URL, request.url)
        Self.setMethod(request, on: pointer)
        Self.setConnection(request.timeouts, configuration, on: pointer)
    }

    deinit {
        curl_easy_cleanup(self.pointer)
        curl_slist_free_all(self.headers)
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
        _ timeouts: HTTPTimeouts,
        _ configuration: HTTPClientConfiguration,
        on pointer: UnsafeMutableRawPointer
    ) {
        ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1)
        ccurl_set_long(pointer, CURLOPT_BUFFERSIZE, 16384)
        ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        ccurl_set_long(pointer, CURLOPT_PIPEWAIT, 1)
        ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, "")
        ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, max(1, timeouts.connect.wholeMilliseconds))
        // Debian's default CApath would have libcurl parse all certificates again for each connection.
        ccurl_set_string(pointer, CURLOPT_CAPATH, nil)
        if let file = configuration.certificateAuthorities { ccurl_set_string(pointer, CURLOPT_CAINFO, file) }
    }

    /// Refuses what would smuggle a second header, request or string end past libcurl.
    private static func check(_ request: HTTPClientRequest) throws(HTTPTransportError) {
        func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
        guard isClean(request.url), !request.url.utf8.contains(0x20) else {
            throw .invalidRequest("its URL has white space or control characters")
        }
        guard request.url.hasPrefix("http://") || request.url.hasPrefix("https://") else {
            throw .invalidRequest("its URL begins with neither http:// nor https://")
        }
        guard !request.method.isEmpty,
            request.method.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw .invalidRequest("its method is not in upper-case letters")
        }
        for field in request.headers.fields {
            let isName =
                !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            guard isName, isClean(field.value) else {
                throw .invalidRequest(
                    "the header \(field.name.prefix(40).filter { $0.isLetter || $0 == "-" }) has characters that are not allowed"
                )
            }
        }
    }
}

extension Duration {
    /// Rounded up, so that a limit never becomes shorter.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
