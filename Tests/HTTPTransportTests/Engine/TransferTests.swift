import Testing

@testable import HTTPTransport

@Suite("Transfers")
struct TransferTests {
    /// Hands a transfer bytes as libcurl would; tells how many it took.
    static func receive(_ transfer: Transfer, head line: String) -> Int {
        Array(line.utf8).withUnsafeBytes { transfer.receive(header: $0) }
    }

    static func receive(_ transfer: Transfer, body count: Int) -> Int {
        [UInt8](repeating: 120, count: count).withUnsafeBytes { transfer.receive(body: $0) }
    }

    @Test("what comes after the sink has enough is not for the sink, and read up to 64 KiB")
    func draining() throws {
        let sink = RecordingSink { _ in .enough }
        let request = HTTPClientRequest(url: "http://127.0.0.1/")
        let transfer = try Transfer(request, consumer: .sink(sink), configuration: HTTPClientConfiguration())
        for line in ["HTTP/1.1 200 OK\r\n", "Content-Type: text/plain\r\n", "\r\n"] {
            #expect(Self.receive(transfer, head: line) == line.utf8.count)
        }
        #expect(sink.head?.headers["content-type"] == "text/plain")
        #expect(Self.receive(transfer, body: 100) == 100)
        #expect(transfer.progress.isDraining)
        for _ in 0..<4 { #expect(Self.receive(transfer, body: 16 * 1024) == 16 * 1024) }
        #expect(Self.receive(transfer, body: 1) == 0)
        #expect(sink.text.utf8.count == 100)
    }
}
