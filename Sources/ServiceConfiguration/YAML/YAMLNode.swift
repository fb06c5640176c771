/// A value in a YAML document, with its variables filled in, and where it stands.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A key of a mapping and its value; the value's location is the key's.
    struct Entry: Sendable {
        let key: String
        let value: YAMLNode
    }

    let content: Content
    let location: ConfigurationLocation

    /// The value of `key`, if this is a mapping that has it.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = self.content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var isNull: Bool {
        if case .scalar(let scalar) = self.content { scalar.isNull } else { false }
    }

    /// What the value is, for messages.
    var summary: String {
        switch self.content {
        case .scalar(let scalar): scalar.isNull ? "nothing" : scalar.description
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// This node over `base`: mappings are merged key by key, of anything else this node's value counts.
    func merged(over base: YAMLNode) -> YAMLNode {
        guard case .mapping(let upper) = self.content, case .mapping(let lower) = base.content else { return self }
        let kept = lower.map { entry in
            Entry(key: entry.key, value: self[entry.key]?.merged(over: entry.value) ?? entry.value)
        }
        let added = upper.filter { base[$0.key] == nil }
        return YAMLNode(content: .mapping(kept + added), location: base.location)
    }

    /// The value at `path`, or the last one on the way there.
    func descendant(at path: some Sequence<any CodingKey>) -> YAMLNode {
        var node = self
        for key in path {
            if let index = key.intValue, case .sequence(let elements) = node.content, elements.indices.contains(index) {
                node = elements[index]
            } else if let value = node[key.stringValue] {
                node = value
            } else {
                break
            }
        }
        return node
    }
}

/// A text, number, truth value or nothing, as it stands in a document.
struct YAMLScalar: Sendable, CustomStringConvertible, CustomReflectable {
    /// With the variables filled in.
    let text: String
    /// As it stands in the file, which is what messages may show.
    let written: String
    /// Whether it can be other than a text: it has no quotes, or its value comes from the environment.
    let isPlain: Bool
    let isNull: Bool

    /// The scalar as it is written, at most 60 characters of it, in quotes.
    var description: String {
        "\"\(self.written.prefix(60))\(self.written.count > 60 ? "…" : "")\""
    }

    /// Keeps what came from the environment out of dumps.
    var customMirror: Mirror { Mirror(self, children: ["written": self.written]) }
}
