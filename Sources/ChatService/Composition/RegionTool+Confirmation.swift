import AgentRuntime
import ServiceConfiguration

extension RegionTool {
    /// Checks what the configuration says about the user's yes against the tools that were made.
    /// - Throws: ``ConfigurationError`` for a tool or an argument that does not exist.
    func checkConfirmation(of toolset: any Toolset) throws {
        let definitions = toolset.tools.map(\.definition)
        if case .tools(let names) = self.confirm, !toolset.hasForeignNames {
            for name in names where !definitions.contains(where: { $0.name == name }) {
                throw self.location.error(unknown: "tool", named: name, among: definitions.map(\.name))
            }
        }
        for definition in definitions where self.confirm.covers(definition.name) {
            let known = Set(definition.parameters.properties.keys).union(ApprovalQuestion.commonNames)
            for name in self.question?.names ?? [] where !known.contains(name) {
                throw self.location.error(
                    "{{\(name)}} in the question about \(definition.name) is none of its arguments. "
                        + "There are: \(known.sorted().joined(separator: ", "))."
                )
            }
        }
    }

    /// Whose yes a tool of the entry needs.
    func confirmation(of tool: any Tool) -> ToolPolicy.Confirmation {
        self.confirm.covers(tool.definition.name) ? .user : .none
    }
}
