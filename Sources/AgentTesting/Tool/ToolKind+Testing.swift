public import AgentRuntime
public import HTTPTransport
import Logging

extension ToolEnvironment {
    /// What a tool kind may use while it makes its tools for a test.
    /// - Parameters:
    ///   - documents: what there is to read, by its path as settings name it; no file is touched.
    ///   - dataDirectory: the folder for database files; none that exists by default.
    /// - Throws: ``HTTPTransportError`` where no client is given and none can be made.
    public static func testing(
        region: Region = .testing,
        documents: [String: JSONValue] = [:],
        dataDirectory: String = "/nowhere",
        http: HTTPClient? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) throws -> ToolEnvironment {
        ToolEnvironment(
            region: region,
            configDirectory: Self.invented,
            dataDirectory: dataDirectory,
            documents: InventedDocuments(folder: Self.invented, documents: documents),
            http: try http ?? HTTPClient(),
            logger: .silent,
            now: now
        )
    }

    private static let invented = "/invented"
}

extension ToolKind {
    /// Makes the tools of one entry whose `settings` are given as JSON.
    /// - Throws: what the kind throws, and `DecodingError` for settings that are not its own.
    public func makeTools(
        named name: String,
        settings: JSONValue,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        try await self.makeTools(named: name, settings: settings.decoded(as: Settings.self), in: environment)
    }
}

/// Documents that exist in a test alone.
private struct InventedDocuments: DocumentReader {
    let folder: String
    let documents: [String: JSONValue]

    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
        let name = path.hasPrefix("\(self.folder)/") ? String(path.dropFirst(self.folder.count + 1)) : path
        guard let document = self.documents[name] else { throw MissingDocument(path: name) }
        return [try document.decoded()]
    }
}

private struct MissingDocument: Error, CustomStringConvertible {
    let path: String
    var description: String { "There is no such document in this test: \(self.path)." }
}
