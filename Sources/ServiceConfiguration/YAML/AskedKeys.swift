/// What a type asked a mapping for, so that what it never asked for can be called unknown.
final class AskedKeys {
    private var names: Set<String> = []
    private var isEverything = false
    private var nested: [(node: YAMLNode, keys: AskedKeys)] = []

    func ask(for name: String) {
        self.names.insert(name)
    }

    /// The type looks at the keys that there are, or hands the value on as a whole.
    func askForEverything() {
        self.isEverything = true
    }

    /// What is asked of a part that the type reads through a container of its own.
    func keys(below node: YAMLNode) -> AskedKeys {
        let keys = AskedKeys()
        self.nested.append((node, keys))
        return keys
    }

    func hasAsked(for name: String) -> Bool {
        self.isEverything || self.names.contains(name)
    }

    /// - Throws: ``ConfigurationError`` for the first key of `node` that was not asked for.
    func check(_ node: YAMLNode) throws(ConfigurationError) {
        if case .mapping(let entries) = node.content, !self.isEverything,
            let stranger = entries.first(where: { !self.names.contains($0.key) })
        {
            let unread = self.names.subtracting(entries.map(\.key))
            let advice =
                if self.names.isEmpty {
                    "Remove it: there is nothing to set here."
                } else if let meant = didYouMean(stranger.key, among: unread) {
                    "Did you mean \"\(meant)\"?"
                } else {
                    "There are: \(self.names.sorted().joined(separator: ", "))."
                }
            var error = stranger.value.location.error("Unknown key \"\(stranger.key)\". \(advice)")
            error.knownKeys = self.names.sorted()
            throw error
        }
        for (node, keys) in self.nested { try keys.check(node) }
    }
}
