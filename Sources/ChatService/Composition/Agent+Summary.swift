import AgentRuntime

extension Agent {
    /// Which model answers, and with how many tools, for the operator.
    var summary: String {
        let count = self.tools.definitions.count
        return "model \(self.model.name), \(count) \(count == 1 ? "tool" : "tools")"
    }
}
