import NIOConcurrencyHelpers

/// One client of an ``MCPServer``: its calls share a session, in which tools keep what they hold, and can be cancelled by
/// their ids.
public final class MCPServerConnection: Sendable {
    /// What is to be done about a message.
    public enum Reply: Sendable {
        /// Nothing: it wants no answer.
        case none
        /// The answer.
        case ready(JSONValue)
        /// A call, to be run in a task. It gives its answer; `nil` when the client has taken it back.
        case call(@Sendable () async -> JSONValue?)
    }

    private struct State {
        /// Whether the handshake took place.
        var isOpen = false
        var calls: [JSONValue: RunningCall] = [:]
        var callCount = 0
        var hasEnded = false
    }

    private let server: MCPServer
    private let turnstile: CallTurnstile
    /// In which the tools keep what they hold.
    public let session: SessionID
    private let state = NIOLockedValueBox(State())

    public init(_ server: MCPServer, session: SessionID = SessionID()) {
        self.server = server
        self.session = session
        self.turnstile = CallTurnstile(cap: server.agent()?.limits.parallelTools ?? 1)
    }

    /// Ends the session: calls under way are cancelled, and when they have ended the tools give back what they hold.
    public func end() async {
        let calls: [RunningCall]? = self.state.withLockedValue { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            defer { state.calls = [:] }
            return Array(state.calls.values)
        }
        guard let calls else { return }
        for call in calls { call.cancel() }
        for call in calls { await call.ends() }
        await self.server.agent()?.sessionEnded(self.session)
    }

    /// Whether calls are under way.
    public var isBusy: Bool { self.state.withLockedValue { !$0.calls.isEmpty } }

    /// Takes in a message. Calls can be cancelled from then on.
    /// - Parameter isStateless: whether it is known to be of the stateless era, such as by a header field.
    public func receive(_ message: JSONValue, isStateless: Bool = false) -> Reply {
        var id: JSONValue = .null
        do throws(JSONRPCError) {
            switch try MCPServerRequest(message) {
            case .response: return .none
            case .notification("notifications/cancelled", let params):
                params["requestId"].flatMap { self.forget($0) }?.cancel()
                return .none
            case .notification: return .none
            case .request(let own, let method, let params):
                id = own
                if isStateless || MCPEnvelope.isClaimed(by: params) || method == "server/discover" {
                    try MCPEnvelope.check(params)
                    return try self.stateless(id, method, params)
                }
                return try self.afterHandshake(id, method, params)
            }
        } catch {
            return .ready(JSONRPC.response(to: id, error))
        }
    }

    private func stateless(_ id: JSONValue, _ method: String, _ params: JSONValue) throws(JSONRPCError) -> Reply {
        switch method {
        case "server/discover":
            return .ready(JSONRPC.response(to: id, self.server.complete(self.server.discovery())))
        case "tools/list":
            let page = try self.server.page(after: params["cursor"], isStateless: true)
            return .ready(JSONRPC.response(to: id, self.server.complete(page)))
        case "tools/call":
            return try self.call(id, params) { self.server.complete($0) }
        default:
            throw JSONRPCError(JSONRPCError.methodNotFound, "There is no \(method.prefix(100)) here.")
        }
    }

    private func afterHandshake(_ id: JSONValue, _ method: String, _ params: JSONValue) throws(JSONRPCError) -> Reply {
        switch method {
        case "initialize":
            let result = try self.server.handshake(params).result
            self.state.withLockedValue { $0.isOpen = true }
            return .ready(JSONRPC.response(to: id, result))
        case "ping":
            return .ready(JSONRPC.response(to: id, [:]))
        case "tools/list", "tools/call":
            guard self.state.withLockedValue(\.isOpen) else {
                throw JSONRPCError(JSONRPCError.invalidRequest, "Send initialize first.")
            }
            if method == "tools/call" { return try self.call(id, params) { .object($0) } }
            let page = try self.server.page(after: params["cursor"], isStateless: false)
            return .ready(JSONRPC.response(to: id, .object(page)))
        default:
            throw JSONRPCError(JSONRPCError.methodNotFound, "There is no \(method.prefix(100)) here.")
        }
    }

    // MARK: Calls

    private func call(
        _ id: JSONValue,
        _ params: JSONValue,
        result: @escaping @Sendable ([String: JSONValue]) -> JSONValue
    ) throws(JSONRPCError) -> Reply {
        let agent = try self.server.current()
        let arguments = params["arguments"] ?? [:]
        guard let name = params["name"]?.string, arguments.object != nil else {
            throw JSONRPCError(JSONRPCError.invalidParams, "tools/call needs a name, and arguments that are an object.")
        }
        guard let tool = agent.tools[name] else {
            throw JSONRPCError(JSONRPCError.invalidParams, "There is no tool \"\(name.prefix(100))\".")
        }
        let isWrite = tool.definition.effect == .write
        let call = RunningCall()
        let number: Int? = self.state.withLockedValue { state in
            guard !state.hasEnded, state.calls[id] == nil else { return nil }
            state.calls[id] = call
            state.callCount += 1
            return state.callCount
        }
        guard let number else {
            throw JSONRPCError(JSONRPCError.invalidRequest, "A request with this id is under way.")
        }
        return .call {
            let answer = await call.run {
                try? await self.turnstile.withPlace(isWrite: isWrite) {
                    await ToolInvoker(agent, observer: self.server.observer).invoke(
                        name,
                        arguments,
                        as: CallID(rawValue: "mcp\(number)"),
                        in: self.session
                    )
                }
            }
            guard self.forget(id) != nil, let answer = answer ?? nil, answer.outcome != .cancelled else { return nil }
            return JSONRPC.response(to: id, result(Self.content(answer)))
        }
    }

    private func forget(_ id: JSONValue) -> RunningCall? {
        self.state.withLockedValue { $0.calls.removeValue(forKey: id) }
    }

    private static func content(_ answer: ToolInvoker.Answer) -> [String: JSONValue] {
        let handoff = answer.handoff.map { JSONValue.object(["handoff": $0.json]).description }
        let texts = [answer.text, answer.instruction, handoff].compactMap(\.self)
        return [
            "content": .array(texts.map { ["type": "text", "text": .string($0)] }),
            "isError": .bool(answer.outcome != .succeeded),
        ]
    }
}
