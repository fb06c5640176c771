public import AgentRuntime

/// A folder of configuration, read whole and found to be sound - but for the tools' kinds and settings, which only those
/// who make the tools can judge.
///
/// ```
/// config/service.yaml           ServiceSettings
/// config/models.yaml            ModelSettings
/// config/tools/<entry>.yaml     ToolEntry
/// config/base.yaml              what regions share, if they do
/// config/regions/<id>.yaml      RegionSettings
/// ```
public struct LoadedConfiguration: Sendable {
    /// The folder of the configuration; relative paths in tools' settings start here.
    public let directory: String
    /// The folder of the prompts.
    public let promptsDirectory: String
    /// With what the environment says over it.
    public let service: ServiceSettings
    public let models: ModelSettings
    /// The tools there are, by the entries' names, whether or not a region has them.
    public let tools: [String: ToolEntry]
    /// The regions in the order of their ids; at least one.
    public let regions: [RegionConfiguration]
    /// Reads further documents, with the same variables.
    public let documents: YAMLDocuments

    /// Reads and checks all of it.
    /// - Parameters:
    ///   - directory: the folder of the configuration.
    ///   - promptsDirectory: the folder of the prompts; `Prompts` beside the configuration if `nil`.
    ///   - environment: the variables that values may refer to and that win over them, see ``ServiceEnvironment``.
    /// - Throws: ``ConfigurationError`` for the first mistake.
    public static func load(
        directory: String,
        promptsDirectory: String? = nil,
        environment: [String: String]
    ) throws(ConfigurationError) -> LoadedConfiguration {
        guard isFolder(directory) else {
            let reason = "There is no such folder. Name the one that holds service.yaml."
            throw ConfigurationError(file: directory, reason: reason)
        }
        let prompts = promptsDirectory ?? Self.prompts(beside: directory)
        let decoder = StrictYAMLDecoder(environment: environment)
        var service = try decoder.decode(ServiceSettings.self, at: "\(directory)/service.yaml")
        try service.apply(environment)
        try service.tls.check()
        let models = try decoder.decode(ModelSettings.self, at: "\(directory)/models.yaml")
        _ = try models.chain(for: models.standard, environment: environment)

        var tools: [String: ToolEntry] = [:]
        for file in try yamlFiles(in: "\(directory)/tools") {
            try Self.checkToolName(file.name, at: ConfigurationLocation(file: file.path))
            tools[file.name] = try decoder.decode(ToolEntry.self, at: file.path)
        }
        let base = try RegionLayers.base(in: directory, environment: environment)
        var regions: [RegionConfiguration] = []
        for file in try yamlFiles(in: "\(directory)/regions") {
            let location = ConfigurationLocation(file: file.path)
            let id = try Self.regionID(file.name, besides: regions, at: location)
            let layers = try RegionLayers(base: base, region: file.path, environment: environment)
            let settings = try NodeDecoder.decode(RegionSettings.self, from: layers.merged, at: [])
            try Self.checkPrompt(settings.prompt, in: prompts)
            let region = RegionConfiguration(
                id: id,
                settings: settings,
                models: try models.chain(for: settings.model, environment: environment),
                tools: try Self.regionTools(settings.tools, from: tools, environment: environment),
                location: location,
                layers: layers
            )
            try region.checkCosts(under: service.limits)
            regions.append(region)
        }
        regions.sort { $0.id.rawValue < $1.id.rawValue }
        guard !regions.isEmpty else {
            let reason = "There is no region. Add a file such as lombardia.yaml."
            throw ConfigurationError(file: "\(directory)/regions", reason: reason)
        }
        try service.auth.check(regions.map(\.id))
        guard regions.contains(where: { $0.id == service.defaultRegion }) else {
            throw service.defaultRegionLocation.error(
                "default_region: no region is named \"\(service.defaultRegion)\". "
                    + advice(for: service.defaultRegion.rawValue, among: regions.map(\.id.rawValue), noun: "region")
            )
        }
        return LoadedConfiguration(
            directory: directory,
            promptsDirectory: prompts,
            service: service,
            models: models,
            tools: tools,
            regions: regions,
            documents: YAMLDocuments(environment: environment)
        )
    }

    /// The region called `id`.
    public func region(_ id: RegionID) -> RegionConfiguration? {
        self.regions.first { $0.id == id }
    }
}
