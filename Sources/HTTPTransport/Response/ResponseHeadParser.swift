/// Reads a response's head from its lines. Interim responses (RFC 9110 §15.2) come before it and are passed over.
struct ResponseHeadParser {
    /// In bytes, for all lines.
    static let limit = 256 * 1024

    /// The head, as far as it has come.
    private(set) var head: HTTPResponseHead?
    /// Whether the head has come to its end.
    private(set) var isComplete = false
    private var size = 0

    /// Takes in a line with its end.
    /// - Throws: ``HTTPTransportError/protocolViolation(_:)``.
    mutating func take(_ line: UnsafeRawBufferPointer) throws(HTTPTransportError) {
        self.size += line.count
        guard self.size <= Self.limit else {
            throw .protocolViolation("its head is larger than \(Self.limit) bytes")
        }
        guard let end = line.lastIndex(where: { $0 != 0x0D && $0 != 0x0A }) else {
            if let head, head.status >= 200 { self.isComplete = true }
            return
        }
        let text = String(decoding: line[...end], as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0.prefix(3)) }
            guard let status else { throw .protocolViolation("its status line has no status") }
            self.head = HTTPResponseHead(status: status)
        } else if text.first?.isHTTPSpace == true {
            self.head?.headers.continueLast(with: text.withoutSpaceAround)
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            self.head?.headers.append(value.withoutSpaceAround, to: String(text[..<colon]))
        }
    }
}

extension Character {
    fileprivate var isHTTPSpace: Bool { self == " " || self == "\t" }
}

extension StringProtocol {
    fileprivate var withoutSpaceAround: String {
        let start = self.firstIndex { !$0.isHTTPSpace } ?? self.endIndex
        let end = self.lastIndex { !$0.isHTTPSpace }.map { self.index(after: $0) } ?? start
        return String(self[start..<end])
    }
}
