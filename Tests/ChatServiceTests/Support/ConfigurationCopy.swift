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

    /// Writes a file anew.
    /// - Parameter file: from the folder, such as `Prompts/lombardia/system.md`.
    func edit(_ file: String, _ change: (String) throws -> String) throws {
        let path = "\(self.folder.path)/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try change(text).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Replaces a text that must be in a file of the configuration.
    func change(_ file: String, _ old: String, to new: String) throws {
        try self.edit("config/\(file)") { text in
            #expect(text.contains(old))
            return text.replacing(old, with: new)
        }
    }

    /// Adds a tool to a region, before its others.
    func add(_ tool: String, _ yaml: String, to region: String) throws {
        try yaml.write(toFile: "\(self.folder.path)/config/tools/\(tool).yaml", atomically: true, encoding: .utf8)
        try self.change("regions/\(region).yaml", "\ntools:\n", to: "\ntools:\n  - \(tool)\n")
    }
}
