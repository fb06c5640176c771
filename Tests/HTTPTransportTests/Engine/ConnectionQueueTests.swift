import Testing

@testable import HTTPTransport

@Suite("Connection queue")
struct ConnectionQueueTests {
    static func transfer(
        _ url: String,
        consumer: Transfer.Consumer = .collect(limit: 0)
    ) throws -> Transfer {
        try Transfer(HTTPClientRequest(url: url), consumer: consumer, configuration: HTTPClientConfiguration())
    }

    static func transfers(_ count: Int, _ url: String = "https://one.example/path") throws -> [Transfer] {
        try (0..<count).map { _ in try Self.transfer(url) }
    }

    static func identities(_ transfers: some Sequence<Transfer>) -> [ObjectIdentifier] {
        transfers.map { ObjectIdentifier($0) }
    }

    @Test("the first to an origin goes ahead, and the others when it has a connection")
    func sharing() throws {
        let queue = ConnectionQueue()
        let transfers = try Self.transfers(4)
        #expect(transfers.map { queue.admit($0) } == [true, false, false, false])
        #expect(queue.takeReady().isEmpty)
        queue.connected(transfers[0])
        queue.connected(transfers[0])
        #expect(Self.identities(queue.takeReady()) == Self.identities(transfers[1...]))
        #expect(queue.takeReady().isEmpty)
        // Now there is a connection, which the next first one finds.
        #expect(try queue.admit(Self.transfers(1)[0]))
    }

    @Test("origins do not wait for each other, and neither do requests that can share no connection")
    func origins() throws {
        let queue = ConnectionQueue()
        let urls = ["https://one.example/", "https://one.example:444/", "https://two.example/"]
        for url in urls { #expect(try queue.admit(Self.transfer(url))) }
        for _ in 0..<2 { #expect(try queue.admit(Self.transfer("http://one.example/"))) }
        let held = Transfer.Consumer.channel(BodyChannel(limit: 1))
        for _ in 0..<2 { #expect(try queue.admit(Self.transfer("https://one.example/", consumer: held))) }
    }

    @Test("when the first one ends without a connection the next one tries, and who has gone is not asked")
    func failing() throws {
        let queue = ConnectionQueue()
        let transfers = try Self.transfers(4)
        for transfer in transfers { _ = queue.admit(transfer) }
        queue.ended(transfers[1])
        queue.ended(transfers[0])
        #expect(Self.identities(queue.takeReady()) == Self.identities([transfers[2]]))
        queue.connected(transfers[2])
        #expect(Self.identities(queue.takeReady()) == Self.identities([transfers[3]]))
        queue.ended(transfers[2])
        queue.ended(transfers[3])
        #expect(queue.takeReady().isEmpty)
        let last = try Self.transfers(2)
        #expect(last.map { queue.admit($0) } == [true, false])
        queue.ended(last[0])
        queue.ended(last[1])
        #expect(try queue.admit(Self.transfers(1)[0]))
    }
}
