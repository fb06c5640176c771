import AgentRuntime
import HTTPTransport

/// A tool behind a server that speaks the VAPI tool envelope.
struct VAPITool: Tool {
    let definition: ToolDefinition
    private let settings: VAPIKind.Settings
    private let function: String

    init(name: String, settings: VAPIKind.Settings) {
        self.definition = settings.remote.definition(named: name)
        self.settings = settings
        self.function = settings.function ?? name
    }

    func call(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        let id = context.idempotencyKey.rawValue
        let envelope = VAPIEnvelope.request(calling: self.function, id: id, arguments: self.renamed(arguments))
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Accept": "application/json"]
        for (name, value) in self.settings.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value.value }
        let isWrite = self.definition.effect == .write
        if isWrite { headers["Idempotency-Key"] = id }
        let response = try await RemoteCall(
            request: HTTPClientRequest(
                method: "POST",
                url: self.settings.url,
                headers: headers,
                body: envelope.encoded,
                timeouts: HTTPTimeouts(total: context.budget),
                allowedPeers: self.settings.allowsPrivateAddresses ? .any : .publicOnly
            ),
            maximumBytes: self.settings.maximumBytes,
            isWrite: isWrite
        ).response(in: context)
        guard response.head.isSuccess else { throw ToolFailure.status(response.head.status) }
        guard let answer = try? JSONValue(parsing: response.body) else {
            throw ToolFailure(
                "The service behind this tool answered with what is not JSON. Do not guess what it meant."
            )
        }
        let result = try VAPIEnvelope.result(of: id, in: answer)
        try self.refuse(result)
        return ToolResult(try self.settings.result.filled(from: ["arguments": arguments, "result": result]))
    }

    /// The arguments under the names the server knows.
    private func renamed(_ arguments: JSONValue) -> JSONValue {
        .object(
            Dictionary(
                (arguments.object ?? [:]).map { (self.settings.arguments[$0.key] ?? $0.key, $0.value) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    /// These servers tell errors in a success's place, as a sentence.
    private func refuse(_ result: JSONValue) throws(ToolFailure) {
        guard let text = result.string?.lowercased() else { return }
        guard let words = self.settings.failures.first(where: { text.contains($0.lowercased()) }) else { return }
        throw ToolFailure(
            "The service behind this tool does not answer this (it said: \(words)). Do not guess what it would have said."
        )
    }
}
