import AgentRuntime
import ArgumentParser
import Foundation
import ServiceConfiguration

/// Where configuration and prompts are, for every command.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The folder of the configuration.")
    var config = "config"

    @Option(help: ArgumentHelp("The folder of the prompts.", discussion: "Default: Prompts, beside the configuration."))
    var prompts: String?

    func load() throws -> LoadedConfiguration {
        try LoadedConfiguration.load(
            directory: self.config,
            promptsDirectory: self.prompts,
            environment: try self.environment()
        )
    }

    /// The variables of the process, and of `.env`.
    func environment() throws -> [String: String] {
        try ServiceEnvironment.variables(process: ProcessInfo.processInfo.environment)
    }
}

/// Which region a command is about.
struct RegionOption: ParsableArguments {
    @Option(help: ArgumentHelp("The region.", discussion: "Default: the configuration's default region."))
    var region: String?

    func region(in configuration: LoadedConfiguration) throws -> RegionConfiguration {
        let id = self.region.map(RegionID.init(rawValue:)) ?? configuration.service.defaultRegion
        if let region = configuration.region(id) { return region }
        let known = configuration.regions.map(\.id.rawValue)
        let advice = didYouMean(id.rawValue, among: known).map { " Did you mean \($0)?" } ?? ""
        throw ValidationError("There is no region \"\(id)\".\(advice) There are: \(known.joined(separator: ", ")).")
    }
}
