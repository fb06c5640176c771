public import AgentRuntime

extension RegionConfiguration {
    /// What is wrong with a key that no layer has; `nil` if it could be written.
    ///
    /// The key is put where it would stand, without a value, and read as the file is.
    /// - Parameters:
    ///   - key: a path, see ``explanation(of:)``.
    ///   - readSettings: reads the settings of a tool of that kind, and throws what is wrong with them.
    public func mistake(
        in key: String,
        readingSettings readSettings: (_ kind: String, _ settings: any SettingsSource) throws -> Void
    ) -> String? {
        let path = key.split(separator: ".").map(String.init)
        guard path.first == "tools", path.count > 1 else {
            return self.layers.merged.mistake(at: path[...]) {
                try NodeDecoder.decode(RegionSettings.self, from: $0, at: [])
            }
        }
        guard let (tool, rest) = self.tool(at: path) else {
            let advice = advice(for: path[1], among: self.tools.map(\.name), noun: "tool")
            return "The region has no tool \"\(path[1])\". \(advice)"
        }
        if rest.first == "settings", rest.count > 1 {
            return tool.settings.node.mistake(at: rest.dropFirst()) {
                try readSettings(tool.kind.value, YAMLSettings($0))
            }
        }
        let written = tool.layers.region?.merged(over: tool.layers.entry) ?? tool.layers.entry
        return written.mistake(at: rest) { try NodeDecoder.decode(ToolKeys.self, from: $0, at: []) }
    }
}

/// All that can be said of a tool, in its entry and in a region.
private struct ToolKeys: Decodable {
    init(from decoder: any Decoder) throws {
        _ = try ToolEntry(from: decoder)
        _ = try ToolReference.Options(from: decoder)
    }
}

extension YAMLNode {
    /// What `read` says of a key at `path`, where there is none.
    fileprivate func mistake(at path: ArraySlice<String>, read: (YAMLNode) throws -> some Any) -> String? {
        for end in path.indices {
            let isLast = end == path.indices.last
            let part = path[...end]
            if case .mapping = self.value(at: part)?.content { continue }
            do {
                _ = try read(self.setting(part, to: isLast ? .null : .mapping([])))
            } catch let error as ConfigurationError where error.knownKeys != nil || !isLast {
                // Also one that is written already may be meant.
                let meant = didYouMean(path[end], among: error.knownKeys ?? [])
                return meant.map { "Unknown key \"\(path[end])\". Did you mean \"\($0)\"?" } ?? error.reason
            } catch {
                // It is read, and needs a value.
            }
        }
        return nil
    }

    private func setting(_ path: ArraySlice<String>, to content: Content) -> YAMLNode {
        guard let key = path.first else { return YAMLNode(content: content, location: self.location) }
        let below = self[key] ?? YAMLNode(content: .mapping([]), location: self.location)
        let entry = Entry(key: key, value: below.setting(path.dropFirst(), to: content))
        guard case .mapping(var entries) = self.content else {
            return YAMLNode(content: .mapping([entry]), location: self.location)
        }
        entries.removeAll { $0.key == key }
        return YAMLNode(content: .mapping(entries + [entry]), location: self.location)
    }
}

extension YAMLNode.Content {
    fileprivate static let null = Self.scalar(YAMLScalar(text: "", written: "", isPlain: true, isNull: true))
}
