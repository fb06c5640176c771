/// The tool kinds a service knows, by name: what configuration can pick from.
public struct ToolCatalogue: Sendable {
    private let kinds: [String: any ToolKind]

    /// Of kinds with the same name, the last one counts, so that a service can replace one of ours.
    public init(_ kinds: [any ToolKind]) {
        self.kinds = Dictionary(kinds.map { (type(of: $0).name, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// These kinds and `more`, which count where they have the same name.
    public func adding(_ more: [any ToolKind]) -> ToolCatalogue {
        ToolCatalogue(Array(self.kinds.values) + more)
    }

    /// The names in order.
    public var names: [String] { self.kinds.keys.sorted() }

    public subscript(name: String) -> (any ToolKind)? { self.kinds[name] }
}

extension ToolKind {
    /// Makes the tools of an entry whose settings are not decoded yet.
    public func makeTools(
        named name: String,
        settings source: any SettingsSource,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        try await self.makeTools(named: name, settings: source.settings(as: Settings.self), in: environment)
    }

    /// Reads an entry's settings, and makes nothing of them.
    public func readSettings(_ source: any SettingsSource) throws {
        _ = try source.settings(as: Settings.self)
    }
}

/// Settings as they stand in a file, to be read as the type that a tool kind asks for.
public protocol SettingsSource: Sendable {
    /// - Throws: an error that names file, line and reason, also for a key that the type does not read.
    func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings
}
