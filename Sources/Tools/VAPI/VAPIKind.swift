public import AgentRuntime

/// Makes a tool of a server that speaks the VAPI tool envelope: the value `vapi` of `kind`.
public struct VAPIKind: ToolKind {
    public static let name = "vapi"

    public init() {}

    /// The entry's `settings`.
    ///
    /// - `url` (URL): where calls are posted to.
    /// - `function` (text, default the tool's name): what the server calls the function.
    /// - `parameters`, `effect`: see ``RemoteDefinition``.
    /// - `arguments` (mapping, default none): our name of an argument to the server's: `query: q`.
    /// - `headers` (mapping, default none): sent with every call.
    /// - `failures` (list of texts, default none): a result that is a text with one of these in it is a failure, since such
    ///   servers tell errors with status 200.
    /// - `result` (any JSON, see ``ResultTemplate``, default the result as it is): over `/arguments` and `/result`.
    /// - `private_addresses` (bool, default true): whether the server may have a loopback, private or link-local address; such
    ///   servers usually stand beside the service.
    /// - `max_bytes` (int, default 262144): the largest answer that is read.
    public struct Settings: Decodable, Sendable {
        let url: String
        let function: String?
        let remote: RemoteDefinition
        let arguments: [String: String]
        let headers: [String: Secret]
        let failures: [String]
        let result: ResultTemplate
        let allowsPrivateAddresses: Bool
        let maximumBytes: Int

        private enum Key: String, CodingKey {
            case url, function, arguments, headers, failures, result
            case allowsPrivateAddresses = "private_addresses"
            case maximumBytes = "max_bytes"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.url = try container.decode(String.self, forKey: .url)
            self.function = try container.decodeIfPresent(String.self, forKey: .function)
            self.remote = try RemoteDefinition(from: decoder.container(keyedBy: RemoteDefinition.Key.self))
            self.arguments = try container.decodeIfPresent([String: String].self, forKey: .arguments) ?? [:]
            self.headers = try container.decodeIfPresent([String: Secret].self, forKey: .headers) ?? [:]
            self.failures = try container.decodeIfPresent([String].self, forKey: .failures) ?? []
            self.result =
                try container.decodeIfPresent(ResultTemplate.self, forKey: .result)
                ?? ResultTemplate(["from": "/result"])
            self.allowsPrivateAddresses =
                try container.decodeIfPresent(Bool.self, forKey: .allowsPrivateAddresses) ?? true
            self.maximumBytes = try container.decodeIfPresent(Int.self, forKey: .maximumBytes) ?? 256 * 1024
            guard RemoteURL.isAbsolute(self.url) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .url,
                    in: container,
                    debugDescription: "\"\(self.url)\" is not an absolute http or https URL."
                )
            }
            let known = self.remote.parameters.properties
            if let stray = self.arguments.keys.sorted().first(where: { known[$0] == nil }) {
                throw DecodingError.dataCorruptedError(
                    forKey: .arguments,
                    in: container,
                    debugDescription: "\"\(stray)\" is not one of the parameters, which are \(known.keys.sorted())."
                )
            }
            let theirs = known.keys.map { self.arguments[$0] ?? $0 }
            if let twice = theirs.sorted().first(where: { name in theirs.count { $0 == name } > 1 }) {
                throw DecodingError.dataCorruptedError(
                    forKey: .arguments,
                    in: container,
                    debugDescription: "Two arguments would be called \"\(twice)\". Give each a name of its own."
                )
            }
        }
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        SingleTool(VAPITool(name: name, settings: settings))
    }
}
