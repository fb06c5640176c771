import Foundation

/// Programs for Node, with the packages that Debian brings.
enum NodeProgram {
    private static let modules = ["/usr/share/nodejs", "/usr/lib/nodejs"]
    private static let executable = "/usr/bin/node"

    /// Whether Node is here, with `ws` and `axios`.
    static var canRun: Bool {
        let files = FileManager.default
        func hasModule(_ name: String) -> Bool { Self.modules.contains { files.fileExists(atPath: "\($0)/\(name)") } }
        return files.isExecutableFile(atPath: Self.executable) && hasModule("ws") && hasModule("axios")
    }

    /// Runs a program to its end.
    /// - Returns: what it printed.
    static func run(_ arguments: [String], in folder: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: Self.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "NODE_PATH": Self.modules.joined(separator: ":")]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let lines = Lines()
        try process.run()
        lines.read(from: pipe)
        await lines.ended()
        return lines.text
    }
}
