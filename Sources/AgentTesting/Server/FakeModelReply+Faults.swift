import AgentRuntime

/// Faults and pace.
extension FakeModelReply {
    /// Waits before it sends anything, the head included.
    public func delayed(by duration: Duration) -> Self {
        self.replacing(after: 0) { _, rest in [.stub(.pause(duration))] + rest }
    }

    /// Sends nothing, the head included, until `gate` opens.
    public func held(at gate: Gate) -> Self { self.stalled(after: 0, until: gate) }

    /// Drops the connection after so many events, the terminal signal unsent.
    public func cut(after events: Int) -> Self { self.replacing(after: events) { _, _ in [.stub(.close)] } }

    /// Ends the response in good order after so many events, the terminal signal unsent.
    public func ended(after events: Int) -> Self { self.replacing(after: events) { _, _ in [] } }

    /// Sends nothing after so many events until `gate` opens.
    public func stalled(after events: Int, until gate: Gate) -> Self {
        self.replacing(after: events) { _, rest in [.stub(.hold(gate))] + rest }
    }

    /// Sends these bytes after so many events, then goes on.
    public func interjecting(_ bytes: [UInt8], after events: Int) -> Self {
        self.replacing(after: events) { _, rest in [.stub(.bytes(bytes))] + rest }
    }

    /// Sends what is no JSON as an event's data after so many events, then goes on.
    public func garbled(after events: Int) -> Self {
        self.interjecting(FakeModelWire.event("{\"choices\":[{\"delta\":<garbage>"), after: events)
    }

    /// Reports an error inside the stream after so many events, and ends there.
    public func failing(after events: Int, message: String = "The script says so.") -> Self {
        self.replacing(after: events) { wire, _ in
            [.event(FakeModelWire.event(wire.error(message, type: "server_error").description))]
        }
    }

    /// Leaves out the last event, which ends the stream: `[DONE]` in chat completions.
    public func withoutDone() -> Self {
        self.replacing { _, parts in
            let last = parts.lastIndex { if case .event = $0 { true } else { false } }
            return parts.enumerated().filter { $0.offset != last }.map(\.element)
        }
    }

    /// Adds headers to the response.
    public func adding(headers: [String: String]) -> Self {
        var reply = self
        reply.headers += headers.sortedByName
        return reply
    }

    /// Puts at most so many bytes into each write to the socket, wherever that cuts the text.
    public func writing(bytesPerWrite size: Int) -> Self {
        var reply = self
        reply.writeSize = max(1, size)
        return reply
    }

    /// Puts something else in the place of all that comes after the first `events` events.
    private func replacing(
        after events: Int,
        with rest: @escaping @Sendable (FakeModelWire, [Part]) -> [Part]
    ) -> Self {
        self.replacing { wire, parts in
            let index = Self.index(after: events, in: parts)
            return parts[..<index] + rest(wire, Array(parts[index...]))
        }
    }

    private static func index(after events: Int, in parts: [Part]) -> Int {
        var count = 0
        for (index, part) in parts.enumerated() {
            if count == events { return index }
            if case .event = part { count += 1 }
        }
        return parts.count
    }
}
