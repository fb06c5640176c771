/// What stops an entry of kind `mcp`, said so that its operator can mend it.
enum MCPKindError: Error, CustomStringConvertible {
    case unreachable(MCPError)
    case unreadablePins(String)

    var description: String {
        switch self {
        case .unreachable(let error):
            """
            The MCP server is not there: \(error). Start it or mend command, url or headers; or set required: false to go on \
            without its tools.
            """
        case .unreadablePins(let path):
            "\(path) is not what was written there. Remove it, and look at the tools before you accept them again."
        }
    }
}
