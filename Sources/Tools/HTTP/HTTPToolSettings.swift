import AgentRuntime

/// The `settings` of an entry of kind `http`. Texts may refer to arguments as `{name}`, see ``ArgumentTemplate``.
///
/// - `method` (`GET`, `POST`, `PUT`, `PATCH` or `DELETE`, default `GET`).
/// - `url` (URL): scheme and host are fixed, the path may refer to arguments, each of which stays within its segment.
/// - `query` (mapping, default none): query fields; one whose argument was left out is left out.
/// - `headers` (mapping, default none): see ``HTTPHeaderTemplate``; one whose argument was left out is left out.
/// - `body` (any JSON, default none): sent as JSON; a text that is nothing but `{name}` keeps the argument's type.
/// - `auth` (see ``HTTPAuthorization``, default none).
/// - `parameters`, `effect`: see ``RemoteDefinition``. A write is sent with an `Idempotency-Key`.
/// - `result` (any JSON, see ``ResultTemplate``, default the response as it is): over `/arguments`, `/response`, `/status`.
/// - `errors` (mapping of a status to a text, default none): what the model is told for a status that is no success.
/// - `hosts` (list of host names, default that of `url`): where requests may go, redirects included.
/// - `private_addresses` (bool, default false): whether the host may have a loopback, private or link-local address.
/// - `max_bytes` (int, default 262144): the largest response that is read.
public struct HTTPToolSettings: Decodable, Sendable {
    let method: String
    let url: ArgumentTemplate
    let origin: String
    let query: [(name: String, value: ArgumentTemplate)]
    let headers: [(name: String, value: HTTPHeaderTemplate)]
    let body: ArgumentTemplate?
    let authorization: HTTPAuthorization?
    let remote: RemoteDefinition
    let result: ResultTemplate
    let errors: [String: String]
    let hosts: Set<String>
    let allowsPrivateAddresses: Bool
    let maximumBytes: Int

    private enum Key: String, CodingKey {
        case method, url, query, headers, body, auth, result, errors, hosts
        case allowsPrivateAddresses = "private_addresses"
        case maximumBytes = "max_bytes"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func check(_ isRight: Bool, _ key: Key, _ reason: String) throws {
            if isRight { return }
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
        }
        self.method = try container.decodeIfPresent(String.self, forKey: .method) ?? "GET"
        try check(
            ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(self.method),
            .method,
            "method must be GET, POST, PUT, PATCH or DELETE."
        )
        let url = try container.decode(String.self, forKey: .url)
        let origin = RemoteURL.origin(of: url)
        try check(origin != nil, .url, "\"\(url)\" is not an absolute http or https URL with a fixed host.")
        self.url = ArgumentTemplate(url)
        self.origin = origin ?? ""
        let query = try container.decodeIfPresent([String: ArgumentTemplate].self, forKey: .query) ?? [:]
        self.query = query.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let headers = try container.decodeIfPresent([String: Secret].self, forKey: .headers) ?? [:]
        self.body = try container.decodeIfPresent(ArgumentTemplate.self, forKey: .body)
        self.authorization = try container.decodeIfPresent(HTTPAuthorization.self, forKey: .auth)
        self.remote = try RemoteDefinition(from: decoder.container(keyedBy: RemoteDefinition.Key.self))
        self.result =
            try container.decodeIfPresent(ResultTemplate.self, forKey: .result)
            ?? ResultTemplate(["from": "/response", "default": nil])
        self.errors = try container.decodeIfPresent([String: String].self, forKey: .errors) ?? [:]
        let hosts = try container.decodeIfPresent([String].self, forKey: .hosts)
        self.hosts = Set(hosts?.map { $0.lowercased() } ?? [RemoteURL.host(of: self.origin)])
        try check(self.hosts.contains(RemoteURL.host(of: self.origin)), .hosts, "hosts leaves out the host of url.")
        self.allowsPrivateAddresses = try container.decodeIfPresent(Bool.self, forKey: .allowsPrivateAddresses) ?? false
        self.maximumBytes = try container.decodeIfPresent(Int.self, forKey: .maximumBytes) ?? 256 * 1024
        let known = Set(self.remote.parameters.properties.keys)
        self.headers = headers.sorted { $0.key < $1.key }
            .map { ($0.key, HTTPHeaderTemplate($0.value, parameters: known)) }
        for (key, names) in [
            (Key.url, self.url.names), (.query, query.values.reduce(into: []) { $0.formUnion($1.names) }),
            (.body, self.body?.names ?? []),
        ] {
            let stray = names.subtracting(known).sorted().first
            try check(
                stray == nil,
                key,
                "{\(stray ?? "")} is not one of the parameters, which are \(known.sorted().joined(separator: ", "))."
            )
        }
        let optional = self.url.names.subtracting(self.remote.parameters.required).sorted().first
        try check(
            optional == nil,
            .url,
            "{\(optional ?? "")} must be among the required parameters to stand in the path."
        )
    }
}
