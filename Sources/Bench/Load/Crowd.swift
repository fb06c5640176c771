import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// WebSocket clients on one thread, which ask for a stream each and take note of when its tokens come.
final class Crowd: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let sockets: [NIOLoopBound<LoadSocket>]

    private init(group: MultiThreadedEventLoopGroup, sockets: [NIOLoopBound<LoadSocket>]) {
        self.group = group
        self.sockets = sockets
    }

    /// Opens a socket to each of the target's paths.
    /// - Parameter width: how many are opened at the same time.
    static func connected(to port: Int, _ paths: [String], width: Int = 16) async throws -> Crowd {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let sockets = try await concurrently(paths.count, width: width) { index in
                try await LoadSocket.connected(to: port, paths[index], on: group.next())
            }
            return Crowd(group: group, sockets: sockets)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Has every socket ask for a stream, and watches until enough tokens have come. The streams need not have ended.
    /// - Parameters:
    ///   - tokens: how many of each stream's are enough, on average.
    ///   - spacing: microseconds between one socket's request and the next one's.
    ///   - meter: the process whose work is to be measured.
    func stream(_ order: Order, tokens: Int, spacing: Int, watching meter: ProcessMeter) async throws -> Streaming {
        let loop = self.group.next()
        let done = loop.makePromise(of: Streaming.self)
        let wanted = tokens * self.sockets.count
        loop.execute {
            let tally = Tally(sockets: self.sockets.count, wanted: wanted, meter: meter, done: done)
            let bound = NIOLoopBound(tally, eventLoop: loop)
            for (index, socket) in self.sockets.enumerated() {
                loop.scheduleTask(in: .microseconds(Int64(index * spacing))) { socket.value.stream(order, bound.value) }
            }
        }
        return try await done.futureResult.get()
    }

    /// Has every socket send `order`, and waits until all turns are over.
    /// - Parameter spacing: microseconds between one socket's message and the next one's.
    /// - Returns: how long the turns took, in nanoseconds.
    func complete(_ order: Order, spacing: Int) async throws -> [Int64] {
        let loop = self.group.next()
        let turns = self.sockets.map { _ in loop.makePromise(of: Int64.self) }
        loop.execute {
            for (index, (socket, turn)) in zip(self.sockets, turns).enumerated() {
                loop.scheduleTask(in: .microseconds(Int64(index * spacing))) { socket.value.complete(order, turn) }
            }
        }
        return try await EventLoopFuture.whenAllSucceed(turns.map(\.futureResult), on: loop).get()
    }

    /// Drops all sockets.
    func leave() async {
        try? await self.group.shutdownGracefully()
    }
}
