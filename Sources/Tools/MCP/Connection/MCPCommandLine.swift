import AgentRuntime
import Foundation
import Subprocess
import SystemPackage

/// What to start: a program, its arguments, and the environment variables it gets.
struct MCPCommandLine: Sendable {
    /// The variables that a child is given beside its own, where we have them. Ours may hold secrets that are not for it.
    private static let inherited = ["PATH", "HOME", "LANG", "TZ"]

    let command: [String]
    let variables: [String: String]

    init(
        _ command: [String],
        environment: [String: Secret],
        inheriting: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.command = command
        self.variables = inheriting.filter { Self.inherited.contains($0.key) }
            .merging(environment.mapValues(\.value)) { _, own in own }
    }

    var executable: Executable {
        let program = self.command.first ?? ""
        return program.contains("/") ? .path(FilePath(program)) : .name(program)
    }

    var arguments: Arguments { Arguments(Array(self.command.dropFirst())) }

    var environment: Subprocess.Environment {
        .custom(
            Dictionary(
                uniqueKeysWithValues: self.variables.compactMap { name, value in
                    Subprocess.Environment.Key(rawValue: name).map { ($0, value) }
                }
            )
        )
    }
}
