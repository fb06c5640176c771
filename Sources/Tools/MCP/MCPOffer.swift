import AgentRuntime
import Logging

/// Which of a server's tools are offered, and why others are not.
struct MCPOffer {
    /// What the server calls the tools that are offered.
    private let offered: [MCPToolDescription]
    private let differences: [MCPToolDifference]
    /// Names in settings that stand for no tool.
    private let unknown: [String]
    private let known: [String]
    private let mistakes: [(name: String, reason: String)]
    private let mirrored: [String: MirroredArguments]

    /// - Parameters:
    ///   - tools: what the server lists; `nil` if it is not there, so that what was accepted counts.
    ///   - pins: what was accepted; `nil` if nothing is pinned yet, or at all.
    init(_ tools: [MCPToolDescription]?, pins: MCPPins?, settings: MCPSettings) {
        let listed = tools ?? pins?.all ?? []
        let wanted = listed.filter { settings.tools?.contains($0.name) ?? true }
        let accepted = pins?.unchanged(among: wanted) ?? wanted
        var offered: [MCPToolDescription] = []
        var mirrored: [String: MirroredArguments] = [:]
        var mistakes: [(String, String)] = []
        for tool in accepted {
            guard case .endpoint = settings.place else {
                offered.append(tool)
                continue
            }
            do throws(MCPToolDescription.Mistake) {
                mirrored[tool.name] = try MirroredArguments(tool.schema)
                offered.append(tool)
            } catch {
                mistakes.append((tool.name, error.reason))
            }
        }
        self.offered = offered
        self.mirrored = mirrored
        self.mistakes = mistakes
        self.differences =
            (tools == nil ? nil : pins?.differences(to: listed))?
            .filter { settings.tools?.contains($0.name) ?? true } ?? []
        let names = Set(listed.map(\.name))
        var reads: Set<String> = []
        if case .named(let named) = settings.reads { reads = named }
        self.unknown = listed.isEmpty ? [] : reads.union(settings.tools ?? []).subtracting(names).sorted()
        self.known = names.sorted()
    }

    func tools(of client: MCPClient, settings: MCPSettings) -> [any Tool] {
        let names = MCPToolNames.names(for: self.offered.map(\.name), prefix: settings.prefix)
        return self.offered.map { tool in
            MCPTool(
                tool,
                named: names[tool.name] ?? tool.name,
                effect: settings.reads.contains(tool.name) ? .read : .write,
                mirrored: self.mirrored[tool.name],
                client: client
            )
        }
    }

    func log(entry: String, to logger: Logger) {
        for (name, reason) in self.mistakes {
            logger.warning(
                "A tool of the MCP server is left out",
                metadata: ["name": "\(name)", "reason": "\(reason)"]
            )
        }
        for name in self.unknown {
            logger.warning(
                "The settings name a tool that the MCP server does not have",
                metadata: ["name": "\(name)", "has": "\(self.known.joined(separator: ", "))"]
            )
        }
        for difference in self.differences {
            logger.warning(
                "A tool of the MCP server is not as it was accepted, and is left out",
                metadata: [
                    "name": "\(difference.name)", "is": "\(difference.kind.rawValue)",
                    "difference": "\(difference.lines.joined(separator: "\n"))",
                    "advice": "chat-service tools accept \(entry)",
                ]
            )
        }
    }
}
