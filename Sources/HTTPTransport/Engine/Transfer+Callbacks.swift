import CCurl

/// What libcurl calls, on the driver's thread.
extension Transfer {
    /// How much of an error's body is kept, in bytes.
    private static let errorBodyLimit = 64 * 1024

    /// Whether a socket may be opened to an address.
    func mayConnect(to address: @autoclosure () -> IPAddress?) -> Bool {
        let isAllowed = self.allowedPeers.contain(address())
        if isAllowed { self.hasTriedPeer = true } else { self.hasRefusedPeer = true }
        return isAllowed
    }

    /// The request is about to go out on a connection, a new one or one that was used before; the second time if the first
    /// connection ended without a response.
    /// - Returns: whether it may.
    func connected(to address: @autoclosure () -> IPAddress?) -> Bool {
        self.connections?.connected(self)
        let isAllowed = self.allowedPeers.contain(address())
        if self.progress.isSent, !self.isRepeatable || !isAllowed {
            self.failure = .unanswered
            return false
        }
        if !isAllowed { self.failure = .forbiddenAddress(self.host) } else { self.progress.sending() }
        return isAllowed
    }

    /// - Returns: how many bytes were taken; libcurl ends the transfer if it is not all.
    func receive(header line: UnsafeRawBufferPointer) -> Int {
        if self.progress.received(at: .now) { self.timers?.plan(self) }
        if self.response.isComplete { return line.count }  // A trailer.
        do throws(HTTPTransportError) {
            try self.response.take(line)
        } catch {
            self.failure = error
            return 0
        }
        if self.response.isComplete, let head = self.response.head { self.begin(head) }
        return line.count
    }

    /// - Returns: how many bytes were taken, or that the transfer must wait.
    func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard self.response.isComplete else { return 0 }
        if self.progress.isDraining { return self.drain(bytes) }
        switch self.consumer {
        case .sink where self.response.isSuccess:
            self.turns?.take(bytes, for: self)
        case .sink:
            self.noteContent()
            self.body.append(contentsOf: bytes.prefix(Self.errorBodyLimit - self.body.count))
            guard self.body.count == Self.errorBodyLimit, let head = self.response.head else { break }
            self.finishEarly(.failure(.status(HTTPClientResponse(head: head, body: self.body))))
        case .collect(let limit):
            self.noteContent()
            guard self.body.count + bytes.count <= limit else {
                self.failure = .bodyTooLarge(limit: limit)
                return 0
            }
            self.body.append(contentsOf: bytes)
        case .channel(let channel):
            guard channel.offer(bytes) else {
                self.progress.holdBack()
                return Int(CURL_WRITEFUNC_PAUSE)
            }
            self.noteContent()
        }
        return bytes.count
    }

    /// Hands the sink what came in one turn.
    func deliver(_ bytes: Span<UInt8>) {
        guard !self.progress.isDraining, let sink else { return }
        switch sink.receive(body: bytes) {
        case .more: self.noteContent()
        case .keptAlive: _ = self.progress.received(at: .now)
        case .enough:
            guard let head = self.response.head else { return }
            self.finishEarly(.success(HTTPClientResponse(head: head, body: [])))
        }
    }

    private func noteContent() {
        if self.progress.receivedContent(at: .now) { self.timers?.plan(self) }
    }

    private func drain(_ bytes: UnsafeRawBufferPointer) -> Int {
        self.drainAllowance -= bytes.count
        return self.drainAllowance >= 0 ? bytes.count : 0
    }
}
