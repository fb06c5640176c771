import AgentRuntime
import HTTPTransport

/// A tool that is one request to a JSON API.
struct HTTPTool: Tool {
    /// How many redirects within the allowed hosts a request that only reads follows.
    private static let redirectLimit = 3

    let definition: ToolDefinition
    private let settings: HTTPToolSettings
    private let tokens: ClientCredentialsTokens?

    init(name: String, settings: HTTPToolSettings, tokens: ClientCredentialsTokens?) {
        self.definition = settings.remote.definition(named: name)
        self.settings = settings
        self.tokens = tokens
    }

    func call(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        let values = arguments.object ?? [:]
        let url = try self.url(with: values)
        let body = self.settings.body?.filled(with: values)
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if body != nil { headers["Content-Type"] = "application/json" }
        for (name, template) in self.settings.headers { headers[name] = try template.value(with: values) }
        var token = try await self.tokens?.token()
        var response = try await self.send(to: url, body, headers, token, context)
        if response.head.status == 401, let tokens, let refused = token {
            token = try await tokens.token(insteadOf: refused)
            response = try await self.send(to: url, body, headers, token, context)
        }
        let status = response.head.status
        guard response.head.isSuccess else {
            let failure = ToolFailure.status(status)
            throw ToolFailure(self.settings.errors["\(status)"] ?? failure.reason, isTransient: failure.isTransient)
        }
        let answer = response.body.allSatisfy { $0 <= 0x20 } ? .null : try? JSONValue(parsing: response.body)
        guard let answer else {
            throw ToolFailure(
                "The service behind this tool answered with what is not JSON. Do not guess what it meant."
            )
        }
        return ToolResult(
            try self.settings.result.filled(
                from: ["arguments": arguments, "response": answer, "status": .integer(status)]
            )
        )
    }

    // MARK: The request

    private func url(with values: [String: JSONValue]) throws(ToolFailure) -> String {
        let path = try self.settings.url.text(with: values) { (text) throws(ToolFailure) in
            // What stands for this folder or the one above would leave its place in the path.
            guard !text.isEmpty, text != ".", text != ".." else {
                throw ToolFailure("An argument of \(self.definition.name) is not a value. Ask for it.")
            }
            return text.percentEncoded
        }
        var url = path ?? ""
        for (name, template) in self.settings.query {
            guard let value = template.text(with: values) else { continue }
            url += "\(url.contains("?") ? "&" : "?")\(name.percentEncoded)=\(value.percentEncoded)"
        }
        return url
    }

    private func send(
        to url: String,
        _ body: JSONValue?,
        _ headers: HTTPHeaders,
        _ token: String?,
        _ context: ToolContext
    ) async throws -> HTTPClientResponse {
        var headers = headers
        if case .bearer(let fixed)? = self.settings.authorization { headers["Authorization"] = "Bearer \(fixed.value)" }
        if let token { headers["Authorization"] = "Bearer \(token)" }
        let isWrite = self.definition.effect == .write
        if isWrite { headers["Idempotency-Key"] = context.idempotencyKey.rawValue }
        var target = url
        for _ in 0...Self.redirectLimit {
            let response = try await RemoteCall(
                request: HTTPClientRequest(
                    method: self.settings.method,
                    url: target,
                    headers: headers,
                    body: body?.encoded,
                    timeouts: HTTPTimeouts(total: context.budget),
                    allowedPeers: self.settings.allowsPrivateAddresses ? .any : .publicOnly
                ),
                maximumBytes: self.settings.maximumBytes,
                isWrite: isWrite
            ).response(in: context)
            guard [301, 302, 303, 307, 308].contains(response.head.status), self.settings.method == "GET",
                let location = response.head.headers["Location"]
            else { return response }
            let next = try self.redirected(from: target, to: location)
            // What lets us in at one place is not shown at another.
            if RemoteURL.origin(of: next) != RemoteURL.origin(of: target) { headers = ["Accept": "application/json"] }
            target = next
        }
        throw ToolFailure("The service behind this tool leads in circles. It cannot be used now.")
    }

    /// Where a redirect leads, if that is allowed: no other host, and never from `https` to `http`.
    private func redirected(from url: String, to location: String) throws(ToolFailure) -> String {
        guard let next = RemoteURL.resolved(location, from: url), let origin = RemoteURL.origin(of: next),
            self.settings.hosts.contains(RemoteURL.host(of: origin)),
            RemoteURL.isSecure(next) || !RemoteURL.isSecure(url)
        else {
            throw ToolFailure("The service behind this tool leads to another host, which is not allowed.")
        }
        return next
    }
}
