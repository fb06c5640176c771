public import AgentRuntime
import Foundation
import NIOConcurrencyHelpers

/// Reads documents from YAML files, strictly: see ``StrictYAMLDecoder``.
///
/// A file is parsed once, however many ask for it, until ``forget()``: all of them see the same.
public struct YAMLDocuments: DocumentReader {
    private let decoder: StrictYAMLDecoder
    private let parsed = NIOLockedValueBox<[String: YAMLNode]>([:])

    /// - Parameter environment: the variables that documents may refer to.
    public init(environment: [String: String] = [:]) {
        self.decoder = StrictYAMLDecoder(environment: environment)
    }

    /// The document at `path` or, if that is a folder, those in its `*.yaml` and `*.yml` files in the order of their names.
    /// - Throws: ``ConfigurationError``, also for a folder without such a file.
    public func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
        guard isFolder(path) else { return [try self.decode(type, at: path)] }
        let files = try yamlFiles(in: path)
        if files.isEmpty { throw ConfigurationError(file: path, reason: "The folder has no *.yaml file. Add one.") }
        return try files.map { try self.decode(type, at: $0.path) }
    }

    /// Lets go of what was parsed; who reads it again finds the file as it then is.
    public func forget() {
        self.parsed.withLockedValue { $0 = [:] }
    }

    private func decode<Document: Decodable>(_ type: Document.Type, at path: String) throws -> Document {
        // Those who want the same file at the same time are better served by waiting.
        let node = try self.parsed.withLockedValue { parsed in
            if let node = parsed[path] { return node }
            let node = try self.decoder.parse(fileAt: path)
            parsed[path] = node
            return node
        }
        return try NodeDecoder.decode(type, from: node, at: [])
    }
}

/// A file of a folder of settings.
struct YAMLFile {
    /// The file's name without its ending.
    let name: String
    let path: String
}

/// The `*.yaml` and `*.yml` files in the order of their names, hidden ones left out; none if there is no such folder.
/// - Throws: ``ConfigurationError`` when two files differ only in their ending.
func yamlFiles(in folder: String) throws(ConfigurationError) -> [YAMLFile] {
    guard isFolder(folder) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        throw ConfigurationError(file: folder, reason: "The folder cannot be read. Check its permissions.")
    }
    var files: [YAMLFile] = []
    for name in names.sorted() where !name.hasPrefix(".") {
        guard let ending = [".yaml", ".yml"].first(where: { name.hasSuffix($0) }) else { continue }
        let file = YAMLFile(name: String(name.dropLast(ending.count)), path: "\(folder)/\(name)")
        if let twin = files.last(where: { $0.name == file.name }) {
            throw ConfigurationError(file: file.path, reason: "\(twin.path) has the same name. Remove one of them.")
        }
        files.append(file)
    }
    return files
}

func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
}
