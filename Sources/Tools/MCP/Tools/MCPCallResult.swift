import AgentRuntime

/// What a server's answer to `tools/call` becomes for the model.
enum MCPCallResult {
    /// How many bytes of an answer are taken, and of a reason why there is none.
    private static let largest = 256 * 1024
    private static let longestReason = 2000

    /// - Throws: ``ToolFailure`` where the tool failed, or asks for what we cannot give.
    static func result(_ answer: JSONValue) throws(ToolFailure) -> ToolResult {
        if let type = answer["resultType"]?.string, type != "complete" {
            throw ToolFailure(
                type == "input_required"
                    ? "The tool wants to ask the user something first, which is not possible here. Do without it."
                    : "The tool's answer is of a kind that is not understood here. Do without it."
            )
        }
        let blocks = answer["content"]?.array ?? []
        if answer["isError"] == true {
            let reason = blocks.map(Self.words).joined(separator: "\n").cut(toBytes: Self.longestReason)
            throw ToolFailure(reason.allSatisfy(\.isWhitespace) ? "The tool failed and does not say why." : reason)
        }
        if let structured = answer["structuredContent"], !structured.isNothing,
            structured.encoded.count <= Self.largest
        {
            return ToolResult(structured)
        }
        let text = blocks.map(Self.words).joined(separator: "\n").cut(toBytes: Self.largest)
        return ToolResult(text.isEmpty ? "The tool did it and says nothing." : text)
    }

    /// A block of content as text: what is no text is told in words, and never as encoded bytes.
    private static func words(_ block: JSONValue) -> String {
        switch block["type"]?.string {
        case "text":
            return block["text"]?.string ?? ""
        case "image", "audio":
            let kind = block["type"]?.string ?? ""
            return "[\(kind), \(self.type(of: block)), \(self.size(block["data"])): it cannot be shown here]"
        case "resource_link":
            let name = block["title"]?.string ?? block["name"]?.string ?? ""
            let description = block["description"]?.string.map { ": \($0)" } ?? ""
            return "[\(name) at \(block["uri"]?.string ?? "")\(description)]"
        case "resource":
            let resource = block["resource"] ?? [:]
            let place = resource["uri"]?.string ?? ""
            if let text = resource["text"]?.string { return "[\(place)]\n\(text)" }
            return "[\(place), \(self.type(of: resource)), \(self.size(resource["blob"])): it cannot be shown here]"
        default:
            return "[something of a kind that is not understood here]"
        }
    }

    private static func type(of block: JSONValue) -> String { block["mimeType"]?.string ?? "of an unknown type" }

    /// How much base64 stands for.
    private static func size(_ data: JSONValue?) -> String {
        "\((data?.string?.utf8.count ?? 0) / 4 * 3 / 1024) KiB"
    }
}

extension ToolFailure {
    /// A call that has no answer.
    /// - Parameter isWrite: whether it matters that the call may have taken effect.
    init(_ error: MCPError, isWrite: Bool) {
        let unknown = isWrite ? " It is not known whether it took effect." : ""
        switch error {
        case .refused(let refusal) where refusal.code == JSONRPCError.invalidParams:
            self.init("The server behind this tool does not accept this: \(refusal.message.cut(toBytes: 2000))")
        case .refused(let refusal) where refusal.code == JSONRPCError.methodNotFound:
            self.init("The server behind this tool does not have it any more. Do without it.")
        case .refused, .status, .invalid, .unsupportedVersion:
            self.init("The server behind this tool failed. Do not guess what it would have said.\(unknown)")
        case .connectionLost:
            self.init("The connection to the server behind this tool was lost.", isTransient: true)
        case .sessionExpired, .unreachable, .timedOut:
            self.init("The server behind this tool cannot be reached now.", isTransient: true)
        }
    }
}
