extension RegionConfiguration {
    /// The keys of the region that hide, or repeat, what a layer below them says: `base.yaml` or a tool's entry.
    public var shadows: [ConfigurationFinding] {
        var findings: [ConfigurationFinding] = []
        if let base = self.layers.base {
            findings += self.layers.region.shadows(over: base, at: "")
        }
        for tool in self.tools {
            guard let own = tool.layers.region else { continue }
            findings += own.shadows(over: tool.layers.entry, at: "tools.\(tool.name)")
        }
        return findings
    }
}

extension YAMLNode {
    /// What this mapping's keys hide of `lower`'s.
    /// - Parameter path: the mapping's own.
    fileprivate func shadows(over lower: YAMLNode, at path: String) -> [ConfigurationFinding] {
        guard case .mapping(let entries) = self.content else { return [] }
        return entries.flatMap { entry -> [ConfigurationFinding] in
            guard let hidden = lower[entry.key] else { return [] }
            let key = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            if case .mapping = entry.value.content, case .mapping = hidden.content {
                return entry.value.shadows(over: hidden, at: key)
            }
            let reason =
                entry.value.written == hidden.written
                ? "\(key) says the same as \(hidden.location). It can be left out here."
                : "\(key) hides \(hidden.location)."
            return [ConfigurationFinding(.note, at: entry.value.location, reason)]
        }
    }
}
