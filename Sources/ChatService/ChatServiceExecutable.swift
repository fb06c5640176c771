public import AgentRuntime
import ArgumentParser
import Tools

/// The executable `chat-service`, for a package that makes one of its own with more kinds of tools.
public enum ChatServiceExecutable {
    /// Does what the command line says and ends the process where that fails.
    /// - Parameter kinds: kinds of tools that configuration can name beside those that come with the service. One of the same
    ///   name replaces ours.
    public static func run(adding kinds: [any ToolKind] = []) async {
        await Assembly.$catalogue.withValue(.embedded.adding(kinds)) {
            await ChatServiceCommand.main()
        }
    }
}
