import AgentTesting
import HTTPTransport
import Testing

@testable import AgentRuntime
@testable import Gateway

/// Over real sockets, with a clock that the test moves.
@Suite("Signs of life", .timeLimit(.minutes(1)))
struct SignsOfLifeTests {
    /// A gateway with one session, and the clock by which it pings.
    private struct Watched {
        let gateway: LiveGateway
        let session: Session
        let interval = Duration.seconds(30)
        private let clock = ManualClock()
        /// Who sleeps on the clock: the sweep over the sessions, far longer than a test, and the next ping.
        private var sleepers = 2

        init() async throws {
            var settings = SessionSettings()
            settings.sweepInterval = .seconds(86_400)
            let interval = self.interval
            self.gateway = try await LiveGateway.running(settings: settings, clock: self.clock) {
                $0.pingInterval = interval
            }
            let id = try #require(SessionID(rawValue: try await self.gateway.session()))
            self.session = try #require(try await self.gateway.sessions.session(id))
        }

        func connect(answersPings: Bool) async throws -> WebSocketClient {
            let socket = try await WebSocketClient.connect(
                port: self.gateway.port,
                path: "/ws/\(self.session.id)",
                answersPings: answersPings
            )
            _ = try await socket.frames(labelled: "connected")
            return socket
        }

        /// Lets the time to the next ping pass.
        mutating func pass() async throws {
            try await self.clock.sleepers(self.sleepers)
            self.clock.advance(by: self.interval)
            self.sleepers += 1
        }

        func openSockets() async throws -> String? {
            let response = try await self.gateway.http.send(.init(url: "http://127.0.0.1:\(self.gateway.port)/metrics"))
            let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
            return lines.first { $0.hasPrefix("chat_ws_connections ") }.map(String.init)
        }
    }

    @Test("are asked for; who gives none by the next time is let go, and the session is rid of the socket")
    func silence() async throws {
        var watched = try await Watched()
        let silent = try await watched.connect(answersPings: false)
        let lively = try await watched.connect(answersPings: true)
        #expect(watched.session.frames.sinkCount == 2)
        #expect(try await watched.openSockets() == "chat_ws_connections 2")
        try await watched.pass()
        try await silent.pinged()
        try await lively.pinged()
        // Behind the pong, so that the service has read that.
        try await lively.send(opcode: 0x9, payload: [])
        try await lively.ponged()
        #expect(watched.session.frames.sinkCount == 2)
        try await watched.pass()
        #expect(try await silent.closed() == nil)
        try await lively.pinged(2)
        let session = watched.session
        try await waitUntil { session.frames.sinkCount == 1 }
        try await waitUntil { [watched] in try await watched.openSockets() == "chat_ws_connections 1" }
        try await watched.gateway.stop()
        #expect(try await lively.closed() == 1012)
    }

    @Test("are a pong, and anything else", arguments: [true, false])
    func traffic(answersPings: Bool) async throws {
        var watched = try await Watched()
        let socket = try await watched.connect(answersPings: answersPings)
        for round in 1...4 {
            try await watched.pass()
            try await socket.pinged(round)
            try await socket.send(opcode: 0x9, payload: [])
            try await socket.ponged(round)
            #expect(watched.session.frames.sinkCount == 1)
        }
        try await watched.gateway.stop()
        #expect(try await socket.closed() == 1012)
    }
}
