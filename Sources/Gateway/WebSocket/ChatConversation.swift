import AgentRuntime

/// A client's part in a session: hands its messages to the session, and the session's frames to it.
struct ChatConversation: SocketConversation {
    let session: Session
    let target: SocketEndpoint.Target
    /// Unicode characters a message may have.
    let messageCharacters: Int

    func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void {
        let attachment = try await self.session.attach(
            sink,
            after: self.target.position,
            wantsAllFrames: self.target.wantsAllFrames
        )
        return { [session] in session.detach(attachment) }
    }

    func receive(_ message: SocketMessage, from sink: SocketSink) {
        guard message.isText else { return self.tell(.binary, to: sink) }
        do throws(ClientMessage.Mistake) {
            switch try ClientMessage(parsing: message.bytes, limit: self.messageCharacters) {
            case .cancel(let turn): self.session.cancel(turn)
            case .message(let text, let id): self.send(.init(text, id: id, sender: sink), from: sink)
            }
        } catch {
            self.tell(error, to: sink)
        }
    }

    private func send(_ message: Session.Message, from sink: SocketSink) {
        do throws(Session.SendError) {
            try self.session.send(message)
        } catch {
            switch error {
            case .busy(let waiting):
                self.tell(
                    .init(code: "busy", detail: "\(waiting) messages wait for an answer. Send the next one later."),
                    to: sink
                )
            case .closed:
                self.tell(.init(code: "session_closed", detail: "The session is closed. Create a new one."), to: sink)
            }
        }
    }

    /// Tells this client alone what is wrong with its message.
    private func tell(_ mistake: ClientMessage.Mistake, to sink: SocketSink) {
        let frame = ChatFrame.error(
            code: .init(rawValue: mistake.code),
            detail: mistake.detail,
            isRetryable: mistake.code == "busy"
        )
        self.session.send(frame, to: sink)
    }
}
