import Foundation

/// MCP servers as shell scripts: a message a line in, a message a line out.
enum MCPShellServer {
    /// A server of the stateless era that runs `call` for each `tools/call`, with `$id` and `$line` set and `answer` to
    /// answer with a text.
    static func stateless(call: String) -> [String] {
        self.script(
            """
            *'"server/discover"'*)
                result '{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}' ;;
            *'"tools/list"'*)
                result '{"tools":[{"name":"do","inputSchema":{"type":"object"}}]}' ;;
            *'"tools/call"'*)
                \(call) ;;
            """
        )
    }

    /// A server with a handshake, which must precede everything else.
    /// - Parameter probe: what it does about a question of the other era.
    static func handshake(probe: String, call: String) -> [String] {
        self.script(
            """
            *'"server/discover"'*)
                \(probe) ;;
            *'"initialize"'*)
                open=1; result '{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{}}' ;;
            *'"notifications/initialized"'*) ;;
            *) if [ -z "$open" ]; then error -32600; else case "$line" in
                *'"tools/list"'*) result '{"tools":[{"name":"do","inputSchema":{"type":"object"}}]}' ;;
                *'"tools/call"'*)
                    \(call) ;;
                esac; fi ;;
            """
        )
    }

    /// Members are written in the order of their names, so the id is the line's first.
    private static func script(_ cases: String) -> [String] {
        [
            "/bin/sh", "-c",
            """
            result() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$1"; }
            error() { printf '{"jsonrpc":"2.0","id":%s,"error":{"code":%s,"message":"no"}}\\n' "$id" "$1"; }
            answer() { result "{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"$1\\"}]}"; }
            while IFS= read -r line; do
                id=${line#*\\"id\\":}; id=${id%%,*}
                case "$line" in
                \(cases)
                esac
            done
            """,
        ]
    }
}
