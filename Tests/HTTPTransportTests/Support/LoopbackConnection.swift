import Foundation

/// A connection of a ``LoopbackServer``. Everything blocks.
struct LoopbackConnection: Sendable {
    let descriptor: Int32

    /// A server's side.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Connects to a port; `nil` if nobody listens.
    init?(port: UInt16) {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in.loopback(port: port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(self.descriptor)
            return nil
        }
    }

    /// A request as it came: its head, and as much body as it announces.
    struct Request: Sendable {
        var head: String
        var body: [UInt8]
        var line: String { String(self.head.prefix { $0 != "\r\n" }) }
        var target: String { String(self.line.split(separator: " ").dropFirst().first ?? "") }
        func header(_ name: String) -> String? {
            self.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
                .map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The next request; `nil` when the client has closed the connection.
    func request() -> Request? {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = self.read(1) else { return nil }
            bytes += byte
        }
        var request = Request(head: String(decoding: bytes, as: UTF8.self), body: [])
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        while request.body.count < length {
            guard let more = self.read(length - request.body.count) else { return nil }
            request.body += more
        }
        return request
    }

    /// Up to so many bytes; `nil` at the end.
    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let size = recv(self.descriptor, &bytes, count, 0)
        return size > 0 ? Array(bytes[..<size]) : nil
    }

    /// - Returns: whether the client was still there.
    @discardableResult
    func write(_ text: String) -> Bool { self.write(Array(text.utf8)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = rest.withUnsafeBytes { send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard size > 0 else { return false }
            rest = rest.dropFirst(size)
        }
        return true
    }

    /// Lets a write fail with `EAGAIN` when the client takes nothing for so long.
    func setPatience(microseconds: Int) {
        var limit = timeval(tv_sec: 0, tv_usec: microseconds)
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
    }

    /// Waits until the client closes the connection, or the server is stopped.
    func waitForEnd() { while self.read(4096) != nil {} }

    /// Ends both directions; whoever waits to read or write goes on.
    func shutDown() { shutdown(self.descriptor, Int32(SHUT_RDWR)) }

    /// Closes with a reset instead of an end.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    // MARK: Responses

    /// A whole response.
    @discardableResult
    func respond(
        _ body: String = "ok",
        status: String = "200 OK",
        headers: [String] = []
    ) -> Bool {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return self.write("\(head.joined(separator: "\r\n"))\r\n\r\n\(body)")
    }

    /// The head of a response in chunks.
    @discardableResult
    func beginChunks(_ headers: [String] = []) -> Bool {
        let head = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"] + headers
        return self.write("\(head.joined(separator: "\r\n"))\r\n\r\n")
    }

    @discardableResult
    func chunk(_ text: String) -> Bool { self.write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n") }

    /// Sends comments of an event stream until the client is gone.
    func keepAlive() { self.repeatChunk(": alive\n\n") }

    /// Sends a chunk again and again until the client is gone, with pauses: what ends it is the client's time, which is the
    /// system's own, and not the flood.
    func repeatChunk(_ text: String) { while self.chunk(text) { usleep(2000) } }

    @discardableResult
    func endChunks() -> Bool { self.write("0\r\n\r\n") }
}

extension sockaddr_in {
    /// A port of the loopback interface; 0 for any.
    static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = port.bigEndian
        return address
    }
}
