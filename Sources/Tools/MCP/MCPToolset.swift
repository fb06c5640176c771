import AgentRuntime
import NIOConcurrencyHelpers

/// The tools of one MCP server, and the connection they share.
final class MCPToolset: Toolset {
    let tools: [any Tool]
    let hasForeignNames = true
    private let client: MCPClient
    private let watching: Task<Void, Never>

    init(_ tools: [any Tool], client: MCPClient, watch: MCPWatch) {
        self.tools = tools
        self.client = client
        // Unstructured: watches as long as the tools live. Ends with shutdown().
        self.watching = Task { await watch.run() }
    }

    func shutdown() async {
        self.watching.cancel()
        await self.client.close()
        await self.watching.value
    }
}
