import AgentRuntime

/// The `settings` of an entry of kind `mcp`: a server of the Model Context Protocol, and what is made of its tools.
///
/// - `command` (list of texts): a server to start as a child process, which speaks on its standard input and output; the
///   program is looked up in `PATH`, or is a path.
/// - `environment` (mapping, default none): the child's environment variables. Beside these it gets `PATH`, `HOME`, `LANG`
///   and `TZ` and nothing else.
/// - `log_output` (bool, default false): whether what the child writes to standard error is logged at `info`. It may repeat
///   what people write.
/// - `url` (URL): a server to reach over HTTP instead.
/// - `headers` (mapping, default none): sent with every request to `url`.
/// - `private_addresses` (bool, default false): whether the host may have a loopback, private or link-local address.
/// - `tools` (list of names, default all): the tools that are offered, by the server's names.
/// - `reads` (list of names, or `all`, default none): the tools that only read. Any other counts as a write: it runs alone
///   and is never repeated. What the server itself says about this is not believed.
/// - `prefix` (text, default none): goes before each name as `<prefix>_<name>`. Without it a tool whose name is taken in the
///   region gets the entry's name before its own.
/// - `pin` (bool, default true): whether tools that were added or changed since they were first seen are left out until an
///   operator accepts them.
/// - `required` (bool, default true): whether a server that cannot be reached, and was never seen, stops the start.
/// - `connect` (duration, default 10s, 100ms-5m): how long starting or reaching the server may take.
public struct MCPSettings: Decodable, Sendable {
    /// Where the server is.
    enum Place: Sendable {
        case process(command: [String], environment: [String: Secret], logsOutput: Bool)
        case endpoint(url: String, headers: [String: Secret], allowsPrivateAddresses: Bool)
    }

    /// The tools that only read.
    enum Reads: Decodable, Hashable, Sendable {
        case all
        case named(Set<String>)

        init(from decoder: any Decoder) throws {
            if let names = try? [String](from: decoder) {
                self = .named(Set(names))
            } else if try String(from: decoder) == "all" {
                self = .all
            } else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "reads must be a list of tools, or all.")
                )
            }
        }

        func contains(_ name: String) -> Bool {
            switch self {
            case .all: true
            case .named(let names): names.contains(name)
            }
        }
    }

    let place: Place
    /// `nil` for all.
    let tools: [String]?
    let reads: Reads
    let prefix: String?
    let isPinned: Bool
    let isRequired: Bool
    let connect: Duration

    private enum Key: String, CodingKey {
        case command, environment, url, headers, tools, reads, prefix, connect
        case allowsPrivateAddresses = "private_addresses"
        case logsOutput = "log_output"
        case isPinned = "pin"
        case isRequired = "required"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.place = try Self.place(in: container)
        self.tools = try container.decodeIfPresent([String].self, forKey: .tools)
        self.reads = try container.decodeIfPresent(Reads.self, forKey: .reads) ?? .named([])
        self.prefix = try container.decodeIfPresent(String.self, forKey: .prefix)
        self.isPinned = try container.decodeIfPresent(Bool.self, forKey: .isPinned) ?? true
        self.isRequired = try container.decodeIfPresent(Bool.self, forKey: .isRequired) ?? true
        let connect = try container.decodeIfPresent(ConfigurationDuration.self, forKey: .connect)
        self.connect = connect?.duration ?? .seconds(10)
        try Self.check(
            self.prefix.map { ToolName.isAllowed($0) && $0.count <= 32 } ?? true,
            .prefix,
            "prefix must be 1 to 32 letters, digits, `_` or `-`.",
            container
        )
        try Self.check(
            (Duration.milliseconds(100) ... .seconds(300)).contains(self.connect),
            .connect,
            "connect must be between 100ms and 5m.",
            container
        )
    }

    private static func place(in container: KeyedDecodingContainer<Key>) throws -> Place {
        let command = try container.decodeIfPresent([String].self, forKey: .command)
        let environment = try container.decodeIfPresent([String: Secret].self, forKey: .environment)
        let url = try container.decodeIfPresent(String.self, forKey: .url)
        let headers = try container.decodeIfPresent([String: Secret].self, forKey: .headers)
        let logsOutput = try container.decodeIfPresent(Bool.self, forKey: .logsOutput)
        let isPrivate = try container.decodeIfPresent(Bool.self, forKey: .allowsPrivateAddresses)
        if let command {
            try self.check(url == nil, .url, "A server has either command or url.", container)
            try self.check(
                command.first.map { !$0.isEmpty } ?? false,
                .command,
                "command must be a list: the program, then its arguments.",
                container
            )
            let stray: Key? = headers != nil ? .headers : isPrivate != nil ? .allowsPrivateAddresses : nil
            try self.check(stray == nil, stray ?? .headers, "This belongs to url, not to command.", container)
            return .process(command: command, environment: environment ?? [:], logsOutput: logsOutput ?? false)
        }
        guard let url else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: "A server needs either command or url.")
            )
        }
        let stray: Key? = environment != nil ? .environment : logsOutput != nil ? .logsOutput : nil
        try self.check(stray == nil, stray ?? .environment, "This belongs to command, not to url.", container)
        try self.check(
            RemoteURL.isAbsolute(url),
            .url,
            "\"\(url)\" is not an absolute http or https URL.",
            container
        )
        return .endpoint(url: url, headers: headers ?? [:], allowsPrivateAddresses: isPrivate ?? false)
    }

    private static func check(
        _ isRight: Bool,
        _ key: Key,
        _ reason: String,
        _ container: KeyedDecodingContainer<Key>
    ) throws {
        if isRight { return }
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
}
