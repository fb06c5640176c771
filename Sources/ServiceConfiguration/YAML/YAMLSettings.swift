public import AgentRuntime

/// A tool's settings as they stand in its entry, with a region's over them.
public struct YAMLSettings: SettingsSource {
    let node: YAMLNode

    /// Where the settings stand; the entry's place where it gives none.
    public var location: ConfigurationLocation { self.node.location }

    init(_ node: YAMLNode) {
        self.node = node
    }

    /// No settings.
    init(noneAt location: ConfigurationLocation) {
        self.node = YAMLNode(content: .mapping([]), location: location)
    }

    /// - Throws: ``ConfigurationError``, also for a key that the type does not read.
    public func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
        try NodeDecoder.decode(type, from: self.node, at: [NameKey("settings")])
    }

    /// These settings over those of `base`: mappings are merged key by key, of anything else these count.
    func merged(over base: YAMLSettings) -> YAMLSettings {
        YAMLSettings(self.node.merged(over: base.node))
    }
}
