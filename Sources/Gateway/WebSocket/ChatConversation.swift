import AgentRuntime
import Observability

/// A client's part in a session: hands its messages to the session, as fast as the client may send them, and the session's
/// frames to the client.
struct ChatConversation: SocketConversation {
    let grant: SocketEndpoint.Grant
    let rates: RateLimiter
    let metrics: ServiceMetrics
    /// Unicode characters a message may have.
    let messageCharacters: Int

    /// Bytes of a `cancel` that is always heard: one with the longest number and blanks between its parts.
    private static let smallCancel = 256

    var stay: SocketStay { self.grant.stay }

    func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void {
        let session = self.grant.session
        let attachment = try await session.attach(
            sink,
            after: self.grant.target.position,
            wantsAllFrames: self.grant.target.wantsAllFrames
        )
        return { session.detach(attachment) }
    }

    func receive(_ message: SocketMessage, from sink: SocketSink) {
        let count = message.bytes.count
        guard message.isText else {
            if self.mayReceive(count, from: sink) { self.tell(.binary, to: sink) }
            return
        }
        do throws(ClientMessage.Mistake) {
            switch try ClientMessage(parsing: message.bytes, limit: self.messageCharacters) {
            case .cancel(let turn):
                guard count <= Self.smallCancel || self.mayReceive(count, from: sink) else { return }
                self.grant.session.cancel(turn)
            case .approval(let call, let isApproved):
                guard self.mayReceive(count, from: sink) else { return }
                self.send(.init(approving: call, isApproved, sender: sink, trace: self.grant.trace), from: sink)
            case .message(let text, let id):
                guard self.mayReceive(count, id: id, from: sink) else { return }
                self.send(.init(text, id: id, sender: sink, trace: self.grant.trace), from: sink)
            }
        } catch {
            if self.mayReceive(count, from: sink) { self.tell(error, to: sink) }
        }
    }

    /// Whether the client may say so much now; if not, it is told how long to wait. A `cancel` of the usual size is
    /// always heard.
    private func mayReceive(_ bytes: Int, id: String? = nil, from sink: SocketSink) -> Bool {
        let session = self.grant.session
        let party = RateLimiter.Party(
            address: self.grant.address,
            owner: session.owner,
            user: session.user,
            session: session.id
        )
        do throws(RateLimiter.Exceeded) {
            try self.rates.count(.init(messages: 1, bytes: bytes), by: party)
            return true
        } catch {
            self.metrics.refused(error.reason)
            session.send(ChatFrame(error, about: id), to: sink)
            return false
        }
    }

    private func send(_ message: Session.Message, from sink: SocketSink) {
        do throws(Session.SendError) {
            try self.grant.session.send(message)
        } catch {
            self.metrics.refused(error.reason)
            self.grant.session.send(ChatFrame(error, about: message.id), to: sink)
        }
    }

    /// Tells this client alone what is wrong with its message.
    private func tell(_ mistake: ClientMessage.Mistake, to sink: SocketSink) {
        self.metrics.refused(mistake.code)
        let frame = ChatFrame.error(code: .init(rawValue: mistake.code), detail: mistake.detail, isRetryable: false)
        self.grant.session.send(frame, to: sink)
    }
}
