import AgentRuntime
import Foundation
import Yams

/// YAML documents: those invented in a test, by path, and otherwise the files and folders the repository ships.
struct YAMLDocumentsForTests: DocumentReader {
    /// The configuration the repository ships.
    static let shippedConfiguration = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config").path

    /// Texts by resolved path; several for what counts as a folder.
    var invented: [String: [String]] = [:]

    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] {
        try self.texts(at: path).map { try YAMLDecoder().decode(type, from: $0) }
    }

    private func texts(at path: String) throws -> [String] {
        if let texts = self.invented[path] { return texts }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isFolder.boolValue else { return [try String(contentsOfFile: path, encoding: .utf8)] }
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8) }
    }
}
