import AgentRuntime
import ServiceConfiguration

/// Finds the tools that a prompt speaks of and its region does not have.
///
/// A name that is a tool's elsewhere - in another region, or as an entry - counts wherever it stands, if it can be no common
/// word. Any other name counts in backquotes alone, and if it is written as tools' names are.
struct PromptToolNames {
    private let known: Set<String>

    /// - Parameter tools: those of all regions.
    init(_ configuration: LoadedConfiguration, tools: [ToolRegistry]) {
        let registered = tools.flatMap { $0.definitions.map(\.name) }
        let named = configuration.regions.flatMap { region in
            region.settings.tools.map { $0.name?.value ?? $0.entry.value }
        }
        self.known = Set(registered + named + configuration.tools.keys)
    }

    /// The names, in the order in which they are met, each with what to do about it.
    func strangers(
        in prompt: String,
        of region: RegionConfiguration,
        tools: ToolRegistry
    ) -> [(name: String, reason: String)] {
        let own = tools.definitions.map(\.name)
        let arguments = Set(tools.definitions.flatMap { $0.parameters.properties.keys })
        var met = Set(own)
        return prompt.matches(of: /(`?)([A-Za-z][A-Za-z0-9_-]*)(`?)/).compactMap { match in
            let name = String(match.2)
            let isQuoted = !match.1.isEmpty && !match.3.isEmpty
            let isKnown = self.known.contains(name) && (isQuoted || name.contains("_"))
            let isLike = isQuoted && !arguments.contains(name) && name.wholeMatch(of: /[a-z0-9]+(_[a-z0-9]+)+/) != nil
            guard isKnown || isLike, met.insert(name).inserted else { return nil }
            return (
                name,
                "The prompt speaks of \(name), which is no tool of \(region.id). \(self.advice(name, region, own))"
            )
        }
    }

    private func advice(_ name: String, _ region: RegionConfiguration, _ own: [String]) -> String {
        if let renamed = region.tools.first(where: { $0.entry == name && own.contains($0.name) }) {
            return "The model knows it as \(renamed.name)."
        }
        if let meant = didYouMean(name, among: own) { return "Did you mean \(meant)?" }
        return own.isEmpty ? "It has none." : "There are: \(own.joined(separator: ", "))."
    }
}
