import Foundation
import Testing

/// A copy of the shipped configuration and prompts that a test changes. It is gone with the test.
final class ConfigurationCopy: Sendable {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
        for name in ["config", "Prompts"] {
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/\(name)",
                toPath: "\(self.folder.path)/\(name)"
            )
        }
    }

    /// What a command needs to use it.
    var options: [String] { ["--config", "\(self.folder.path)/config", "--prompts", "\(Repository.root)/Prompts"] }

    /// A folder for what the test keeps beside it.
    var path: String { self.folder.path }

    /// Replaces a text that must be in a file.
    func change(_ file: String, _ old: String, to new: String) throws {
        let path = "\(self.folder.path)/config/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Adds a tool to a region, before its others.
    func add(_ tool: String, _ yaml: String, to region: String) throws {
        try yaml.write(toFile: "\(self.folder.path)/config/tools/\(tool).yaml", atomically: true, encoding: .utf8)
        try self.change("regions/\(region).yaml", "\ntools:\n", to: "\ntools:\n  - \(tool)\n")
    }
}
