import AgentRuntime
import ArgumentParser
import Logging
import ServiceConfiguration

/// A region's assistant with all it needs, for as long as a command runs.
struct ServedRegion {
    let configuration: LoadedConfiguration
    let region: RegionConfiguration
    let agent: Agent
    let assembly: Assembly
    let logger: Logger
}

extension ConfigurationOptions {
    /// Makes the assistants of the configuration, runs `body` with the one that `place` names, and ends them whatever comes
    /// of it.
    /// - Parameter logLevel: the least severe that is logged, where it is not the configuration's.
    func withRegion(
        _ place: RegionOption,
        logLevel: ServiceSettings.Logging.Level? = nil,
        _ body: (ServedRegion) async throws -> Void
    ) async throws {
        let configuration = try self.load()
        let region = try place.region(in: configuration)
        var logging = configuration.service.logging
        if let logLevel { logging.level = logLevel }
        let logger = ServiceLog.logger(logging)
        let assembly = try await Assembly(configuration, in: .init(configuration.service, logger: logger))
        do {
            guard let agent = assembly.agents[region.id] else {
                throw ValidationError("The region \"\(region.id)\" has no assistant.")
            }
            try await body(
                ServedRegion(
                    configuration: configuration,
                    region: region,
                    agent: agent,
                    assembly: assembly,
                    logger: logger
                )
            )
        } catch {
            await assembly.shutdown()
            throw error
        }
        await assembly.shutdown()
    }
}
