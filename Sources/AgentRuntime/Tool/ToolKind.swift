public import HTTPTransport
public import Logging

/// Makes tools of one kind from an entry in the configuration: one for a price list, many for a booking desk.
public protocol ToolKind<Settings>: Sendable {
    /// What the entry's `settings` must be; a key it does not read is an error at start.
    associatedtype Settings: Decodable & Sendable

    /// The value of `kind` that selects this factory, such as `"http"`.
    static var name: String { get }

    /// Makes the tools of one entry.
    /// - Parameter name: what the entry calls its tool. A kind that makes several names them itself.
    /// - Throws: what stops the service from starting, said so that its operator can mend it.
    func makeTools(named name: String, settings: Settings, in environment: ToolEnvironment) async throws -> any Toolset
}

/// Tools that live and end together.
public protocol Toolset: Sendable {
    var tools: [any Tool] { get }
    /// Whether another system named the tools, so that a name gives way where another tool of the region has it.
    var hasForeignNames: Bool { get }
    /// Gives back what the session still holds, such as a reserved slot.
    func sessionEnded(_ session: SessionID) async
    /// Lets go of everything. No call is under way any more.
    func shutdown() async
}

extension Toolset {
    public var hasForeignNames: Bool { false }
    public func sessionEnded(_ session: SessionID) async {}
    public func shutdown() async {}
}

/// A toolset of one tool that holds nothing.
public struct SingleTool: Toolset {
    public let tools: [any Tool]

    public init(_ tool: any Tool) {
        self.tools = [tool]
    }
}

/// What a tool kind may use while it makes its tools.
public struct ToolEnvironment: Sendable {
    /// The region the tools are made for.
    public let region: Region
    /// The folder of the configuration; relative paths in settings start here.
    public let configDirectory: String
    /// The folder for the service's own database files.
    public let dataDirectory: String
    /// Reads YAML documents, with file and line in every error.
    public let documents: any DocumentReader
    public let http: HTTPClient
    public let logger: Logger
    /// What time it is.
    public let now: @Sendable () -> Timestamp
    /// To be called when the tools are no longer what they were made as, such as when another system's list of tools has
    /// changed: they are then made anew with the next generation, never changed in place.
    public let changed: @Sendable () -> Void

    public init(
        region: Region,
        configDirectory: String,
        dataDirectory: String,
        documents: any DocumentReader,
        http: HTTPClient,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { .now },
        changed: @escaping @Sendable () -> Void = {}
    ) {
        self.region = region
        self.configDirectory = configDirectory
        self.dataDirectory = dataDirectory
        self.documents = documents
        self.http = http
        self.logger = logger
        self.now = now
        self.changed = changed
    }

    /// `path` as it is if it is absolute, else beside the configuration.
    public func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(self.configDirectory)/\(path)"
    }
}

/// Reads the documents that tools are made from.
public protocol DocumentReader: Sendable {
    /// The document at `path`, or the documents in the folder at `path` in the order of their names.
    /// - Throws: an error that names file, line and reason.
    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document]
}
