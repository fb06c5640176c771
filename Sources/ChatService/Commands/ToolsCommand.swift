import AgentRuntime
import ArgumentParser
import Foundation
import ServiceConfiguration

/// `chat-service tools`
struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools",
        abstract: "List a region's tools, call one, or accept a server's.",
        subcommands: [List.self, Call.self, Accept.self]
    )

    /// `chat-service tools list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tools of a region, with their parameters.")

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var place: RegionOption

        func run() async throws {
            try await self.options.withRegion(self.place) { served in
                let console = Console()
                for tool in served.agent.tools.all { Self.show(tool, on: console) }
            }
        }

        private static func show(_ tool: RegisteredTool, on console: Console) {
            let definition = tool.definition
            let shown = tool.displayName == definition.name ? "" : ", shown as \(tool.displayName)"
            let asks = definition.needsApproval ? ", asks the user first" : ""
            let traits = "\(tool.kind), \(definition.effect.rawValue)\(shown)\(asks)"
            console.line("\(console.bold(definition.name)) (\(traits))")
            console.line("  \(definition.description)")
            for (name, property) in definition.parameters.properties.sorted(by: { $0.key < $1.key }) {
                let need = definition.parameters.required.contains(name) ? "required" : "optional"
                let type = property.json["type"]?.string ?? "any"
                console.line("  - \(name): \(type), \(need). \(property.json["description"]?.string ?? "")")
            }
            console.line()
        }
    }

    /// `chat-service tools call`
    struct Call: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call a tool as the model would.",
            discussion: """
                For example: chat-service tools call knowledge_base_lombardia '{"query": "ritiro referti"}'
                The calls of this command share a session of their own, so that what one call offers the next can take.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var place: RegionOption
        @Argument(help: "The tool's name, as tools list shows it.") var name: String
        @Argument(help: "The arguments, as JSON.") var arguments = "{}"

        /// The session of all such calls; no client can know or join it.
        private static let session = SessionID(rawValue: "00000000-0000-4000-8000-000000000000") ?? SessionID()

        func run() async throws {
            try await self.options.withRegion(self.place) { served in
                let result = try await self.result(from: served)
                let console = Console()
                console.line(result.content.pretty)
                if let instruction = result.instruction {
                    console.line(console.dim("Instruction for the model: \(instruction)"))
                }
                if let handoff = result.handoff {
                    console.line(
                        console.dim("Handed over, to whoever shows the chat: \(handoff.reason) \(handoff.route)")
                    )
                }
            }
        }

        private func result(from served: ServedRegion) async throws -> ToolResult {
            let tools = served.agent.tools
            guard let tool = tools[self.name] else {
                let advice =
                    didYouMean(self.name, among: tools.definitions.map(\.name)).map { " Did you mean \($0)?" } ?? ""
                throw ValidationError(
                    "\(served.region.settings.name) has no tool \"\(self.name)\".\(advice) See: chat-service tools list"
                )
            }
            let arguments = try tool.definition.parameters.validated(JSONValue(parsing: self.arguments))
            let context = ToolContext(
                session: Self.session,
                turn: TurnNumber(rawValue: 1),
                call: CallID(rawValue: "cli-\(UUID().uuidString.lowercased())"),
                region: served.agent.region,
                user: nil,
                budget: tool.policy.timeout,
                logger: served.logger,
                http: served.assembly.environment.http,
                now: .now
            )
            return try await tool.tool.run(arguments, in: context)
        }
    }
}

extension JSONValue {
    /// The value over several lines, for people.
    fileprivate var pretty: String { self.pretty(indentation: "") }

    private func pretty(indentation: String) -> String {
        let inner = indentation + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map {
                "\(inner)\(JSONValue.string($0.key)): \($0.value.pretty(indentation: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indentation)}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { "\(inner)\($0.pretty(indentation: inner))" }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indentation)]"
        default: return self.description
        }
    }
}
