import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite("Body channel")
struct BodyChannelTests {
    /// Offers a piece of so many bytes.
    static func offer(_ count: Int, to channel: BodyChannel) -> Bool {
        [UInt8](repeating: 7, count: count).withUnsafeBytes { channel.offer($0) }
    }

    @Test("a full buffer takes no more, and an emptied one lets the transfer go on, once")
    func watermark() async throws {
        let channel = BodyChannel(limit: 10)
        var goneOn = 0
        #expect(Self.offer(6, to: channel))
        #expect(Self.offer(6, to: channel))
        #expect(!Self.offer(6, to: channel))
        #expect(try await channel.next { goneOn += 1 }?.count == 12)
        #expect(goneOn == 1)
        #expect(Self.offer(6, to: channel))
        #expect(try await channel.next { goneOn += 1 }?.count == 6)
        #expect(goneOn == 1)
    }

    @Test("an error waits until everything before it was read; the end of interest does not")
    func ends() async throws {
        let channel = BodyChannel(limit: 10)
        #expect(Self.offer(6, to: channel))
        channel.end(.truncated)
        channel.end(nil)
        #expect(try await channel.next {}?.count == 6)
        await #expect(throws: HTTPTransportError.truncated) { try await channel.next {} }
        await #expect(throws: HTTPTransportError.truncated) { try await channel.next {} }
        let left = BodyChannel(limit: 10)
        #expect(Self.offer(6, to: left))
        left.end(.cancelled)
        await #expect(throws: HTTPTransportError.cancelled) { try await left.next {} }
    }

    @Test("two tasks cannot read one body at the same time")
    func twoReaders() async throws {
        let channel = BodyChannel(limit: 10)
        let results = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do throws(HTTPTransportError) {
                        return try await channel.next {}?.count
                    } catch {
                        // The one that is turned away lets the other one read.
                        #expect(Self.offer(3, to: channel))
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.compactMap(\.self) == [3])
        #expect(results.count == 2)
    }
}
