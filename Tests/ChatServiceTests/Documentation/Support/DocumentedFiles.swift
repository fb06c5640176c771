import AgentRuntime
import Foundation
import Testing
import Tools

@testable import ChatService

/// What a block shows of a file, by the words that lead to it.
enum DocumentedFile {
    /// To be written: ``in `config/tools/x.yaml`:``
    case whole(path: String)
    /// As it is: ``from `config/tools/x.yaml`:``
    case quoted(path: String)
    /// ``In `config/regions/x.yaml`, below `tools:`:``
    case added(path: String, below: String)

    init?(_ block: Document.Block) {
        if let match = block.lead.firstMatch(of: /[Ii]n `([^`]+)`, below `([^`]+)`:$/) {
            self = .added(path: String(match.1), below: String(match.2))
        } else if let match = block.lead.firstMatch(of: /[Ff]rom `([^`]+)`:$/) {
            self = .quoted(path: String(match.1))
        } else if let match = block.lead.firstMatch(of: /`([^`\s]+\/[^`\s]+\.[a-z]+)`:$/) {
            self = .whole(path: String(match.1))
        } else {
            return nil
        }
    }
}

/// A copy of configuration and prompts for a reader who follows a document from its beginning.
struct DocumentedFolder {
    let folder: TemporaryFolder

    /// - Parameter document: what it tells its reader to write is not in the copy, even if somebody has written it already.
    init(for document: Document) throws {
        self.folder = try TemporaryFolder()
        for name in ["config", "Prompts"] {
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/\(name)",
                toPath: "\(self.folder.path)/\(name)"
            )
        }
        for block in document.blocks {
            switch DocumentedFile(block) {
            case .whole(let path)?: try? FileManager.default.removeItem(atPath: "\(self.folder.path)/\(path)")
            case .added(let path, _)? where self.has(path):
                try self.edit(path) { lines in
                    if let place = lines.firstRange(of: block.lines) { lines.removeSubrange(place) }
                }
            default: break
            }
        }
    }

    /// Writes what the block shows, if that is configuration or a prompt.
    func write(_ block: Document.Block) throws {
        switch DocumentedFile(block) {
        case .whole(let path)? where path.hasPrefix("config/") || path.hasPrefix("Prompts/"):
            let file = URL(filePath: "\(self.folder.path)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data("\(block.lines.joined(separator: "\n"))\n".utf8).write(to: file)
        case .added(let path, let anchor)? where self.has(path):
            try self.edit(path) { lines in
                let place = lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == anchor }
                lines.insert(contentsOf: block.lines, at: try #require(place, "\(path) has no line \"\(anchor)\"") + 1)
            }
        default: break
        }
    }

    private func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(self.folder.path)/\(path)")
    }

    private func edit(_ path: String, _ body: (inout [String]) throws -> Void) throws {
        let file = "\(self.folder.path)/\(path)"
        var lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
        try body(&lines)
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }
}

/// Runs tests over the files that a document tells its reader to write, with the kinds of tools it shows.
struct DocumentedFilesTrait: SuiteTrait, TestTrait, TestScoping {
    let document: String
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let document = try Document(self.document)
        let folder = try DocumentedFolder(for: document)
        for block in document.blocks { try folder.write(block) }
        try await Repository.$folder.withValue(folder.folder.path) {
            try await Assembly.$catalogue.withValue(.embedded.adding([ReportTimeKind(), CallbackKind()])) {
                try await function()
            }
        }
    }
}

extension Trait where Self == DocumentedFilesTrait {
    static func files(of document: String) -> Self { Self(document: document) }
}
