import AgentRuntime

/// Where a value comes from: the layer that gives it, and those below that it hides.
public struct ConfigurationExplanation: Sendable, Equatable {
    /// A file that has the key.
    public struct Layer: Sendable, Equatable {
        /// What the layer is called: `region`, `base` or `entry`.
        public let name: String
        public let location: ConfigurationLocation
        /// The value as it is written there: variables are not filled in, so that no secret shows.
        public let value: String
        /// Whether it is a mapping, of which a layer above hides single keys alone.
        public let isMapping: Bool
    }

    /// The layers that have the key, the one that counts first; empty where the key is left out everywhere.
    public let layers: [Layer]

    init(_ nodes: [(name: String, node: YAMLNode?)]) {
        self.layers = nodes.compactMap { name, node in
            node.map { node in
                let isMapping = if case .mapping = node.content { true } else { false }
                return Layer(name: name, location: node.location, value: node.written, isMapping: isMapping)
            }
        }
    }
}

extension RegionConfiguration {
    /// Which layer gives a region's value.
    /// - Parameter key: a path such as `texts.closed`, `hours.monday`, `model`, or `tools.<name>.settings.<key>`, where the
    ///   tool goes by the name that the model knows or by its entry's.
    public func explanation(of key: String) -> ConfigurationExplanation {
        let path = key.split(separator: ".").map(String.init)
        if let (tool, rest) = self.tool(at: path) {
            return ConfigurationExplanation([
                ("region", tool.layers.region?.value(at: rest)), ("entry", tool.layers.entry.value(at: rest)),
            ])
        }
        return ConfigurationExplanation([
            ("region", self.layers.region.value(at: path[...])), ("base", self.layers.base?.value(at: path[...])),
        ])
    }
}

extension RegionConfiguration {
    /// The tool that a path such as `tools.<name>.timeout` leads to, and what follows its name.
    func tool(at path: [String]) -> (tool: RegionTool, rest: ArraySlice<String>)? {
        guard path.first == "tools", path.count > 1 else { return nil }
        let tool = self.tools.first { $0.name == path[1] || $0.entry == path[1] }
        return tool.map { ($0, path.dropFirst(2)) }
    }
}

extension YAMLNode {
    /// The value at `path`; `nil` where there is none.
    func value(at path: ArraySlice<String>) -> YAMLNode? {
        guard let key = path.first else { return self }
        return self[key]?.value(at: path.dropFirst())
    }

    /// The value as it is written, in YAML's flow style.
    var written: String {
        switch self.content {
        case .scalar(let scalar): scalar.isNull ? "null" : scalar.written
        case .sequence(let elements): "[\(elements.map(\.writtenWithin).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\($0.key): \($0.value.writtenWithin)" }.joined(separator: ", "))}"
        }
    }

    /// The value as it is written among others: in quotes where it holds what sets them apart.
    private var writtenWithin: String {
        guard case .scalar(let scalar) = self.content, !scalar.isNull, scalar.written.contains(where: ",[]{}".contains)
        else { return self.written }
        return JSONValue.string(scalar.written).description
    }
}
