import AgentRuntime
import HTTPTransport

extension MCPEndpoint {
    /// How often a stream of the handshake era that ended without its response is taken up again.
    private static let resumptions = 5

    /// Sends a request and takes its response in, from a stream of events as from JSON.
    func exchange(_ request: HTTPClientRequest, id: Int, in era: MCPEra) async throws -> MCPResponse {
        var resume: MCPEventReader.Position?
        var session: String?
        for attempt in 0...Self.resumptions {
            var next = request
            if let resume {
                try await self.clock.sleep(for: resume.wait)
                next = self.request("GET", accept: "text/event-stream", in: era)
                next.headers["Last-Event-ID"] = resume.lastEventID
            }
            let part: Part
            do {
                part = try await self.withResponse(to: next) { head, body in
                    if attempt == 0 { session = head.headers[MCPProtocol.Header.session] }
                    return try await self.read(head, body, id: id, in: era)
                }
            } catch let error as MCPError where attempt > 0 && !error.isAnswer {
                // The request ran before the stream ended: nothing may be taken for a sign that it did not.
                throw MCPError.connectionLost("its stream cannot be taken up again: \(error)")
            }
            switch part {
            case .result(let result): return MCPResponse(result: result, session: session)
            case .unfinished(let position):
                // What the stateless era loses is lost.
                guard !era.isStateless, let position else {
                    throw MCPError.connectionLost("the stream ended without the response")
                }
                resume = position
            }
        }
        throw MCPError.connectionLost("the stream ended without the response, again and again")
    }

    private enum Part {
        case result(JSONValue)
        case unfinished(MCPEventReader.Position?)
    }

    private func read(
        _ head: HTTPResponseHead,
        _ body: HTTPResponseBody,
        id: Int,
        in era: MCPEra
    ) async throws -> Part {
        guard head.isSuccess, head.isEventStream else {
            var bytes: [UInt8] = []
            for try await piece in body {
                bytes += piece
                guard bytes.count <= Self.largestResponse else {
                    throw MCPError.invalid("its response is larger than \(Self.largestResponse) bytes")
                }
            }
            return .result(try self.result(HTTPClientResponse(head: head, body: bytes), in: era))
        }
        var reader = MCPEventReader(limit: Self.largestResponse)
        do {
            for try await piece in body {
                for message in try reader.messages(after: piece) {
                    switch MCPIncoming(message) {
                    case .result(id, let result): return .result(result)
                    case .error(id, let error), .error(nil, let error): throw error
                    default: await self.receive(message, in: era)
                    }
                }
            }
        } catch HTTPTransportError.truncated {
            return .unfinished(reader.position)
        }
        return .unfinished(reader.position)
    }

    /// The result in a response that is no stream.
    private func result(_ response: HTTPClientResponse, in era: MCPEra) throws -> JSONValue {
        guard response.head.isSuccess else { throw self.failure(response, in: era) }
        guard let message = try? JSONValue(parsing: response.body) else {
            throw MCPError.invalid("its response is not JSON")
        }
        switch MCPIncoming(message) {
        case .result(_, let result): return result
        case .error(_, let error): throw error
        default: throw MCPError.invalid("its response is neither result nor error")
        }
    }

    /// Why a response has a status that is no success.
    func failure(_ response: HTTPClientResponse, in era: MCPEra) -> MCPError {
        let status = response.head.status
        if status == 404, era.session != nil { return .sessionExpired }
        if status == 401 || status == 403 { return .unreachable("it refuses us (status \(status))") }
        if let message = try? JSONValue(parsing: response.body), case .error(_, let error) = MCPIncoming(message) {
            return error
        }
        return status >= 500 ? .unreachable("it answered with status \(status)") : .status(status)
    }

    /// Takes in what is no response: the news we wait for, or something that the server asks.
    func receive(_ message: JSONValue, in era: MCPEra) async {
        switch MCPIncoming(message) {
        case .notification(MCPIncoming.listChanged, _): self.onListChange()
        case .request(let id, let method):
            let answer = MCPIncoming.answer(to: id, method: method)
            _ = try? await self.http.send(self.post(answer, MCPRequest(method: "", era: era)))
        default: break
        }
    }

    /// Lets the server know that nobody waits for a request any more.
    func takeBack(_ id: Int, in era: MCPEra) {
        let message = JSONRPC.notification("notifications/cancelled", ["requestId": .integer(id)])
        var request = self.post(message, MCPRequest(method: "", era: era))
        request.timeouts.total = .seconds(5)
        let (http, note) = (self.http, request)
        // Unstructured: the task that sent the request is cancelled. Ends within the time limit.
        Task { _ = try? await http.send(note, maximumBodyBytes: 64 * 1024) }
    }
}

extension HTTPResponseHead {
    var isEventStream: Bool {
        self.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") ?? false
    }
}
