import AgentRuntime
import ServiceConfiguration

/// Looks a configuration over: makes everything as for serving, and tells all that is found instead of the first mistake.
struct ConfigurationCheck {
    /// What came of it.
    struct Report {
        var findings: [ConfigurationFinding] = []
        /// A line for each region that can be served.
        var regions: [String] = []

        var errors: [ConfigurationFinding] { self.findings.filter { $0.severity == .error } }
        var notes: [ConfigurationFinding] { self.findings.filter { $0.severity == .note } }
    }

    let configuration: LoadedConfiguration
    let environment: Assembly.Environment

    /// - Parameter online: whether to try the servers that the configuration names.
    func report(online: Bool = false) async -> Report {
        var report = Report()
        var toolsets: [any Toolset] = []
        var made: [(AgentBuilder, AgentBuilder.Made)] = []
        for region in self.configuration.regions {
            report.findings += region.shadows
            let builder = AgentBuilder(region: region, configuration: self.configuration, environment: self.environment)
            do {
                made.append((builder, try await builder.tools(keeping: &toolsets)))
            } catch {
                report.findings.append(self.finding(error, in: region))
            }
        }
        let names = PromptToolNames(self.configuration, tools: made.map { $1.registry })
        var models = ModelEndpoints(
            self.configuration.service,
            http: self.environment.http,
            logger: self.environment.logger
        )
        for (builder, tools) in made {
            self.check(builder, tools, &models, names, &report)
        }
        for toolset in toolsets { await toolset.shutdown() }
        if online {
            report.findings += await EndpointProbe(http: self.environment.http).findings(about: self.configuration)
        }
        return report
    }

    /// The prompt of one region: what its parts hide, what it quotes in vain, and which tools it speaks of.
    private func check(
        _ builder: AgentBuilder,
        _ tools: AgentBuilder.Made,
        _ models: inout ModelEndpoints,
        _ names: PromptToolNames,
        _ report: inout Report
    ) {
        let region = builder.region
        let library = PromptLibrary(directory: self.configuration.promptsDirectory)
        do {
            let texts = try library.texts(at: region.settings.prompt.value)
            for (own, base, isEqual) in library.hiddenParts(of: texts) {
                let hidden = "\(self.configuration.promptsDirectory)/\(base)"
                let reason = isEqual ? "says the same as \(hidden). It can be removed." : "hides \(hidden)."
                report.findings.append(.init(.note, at: self.location(own.file), "This part \(reason)"))
            }
            let missing = self.missingTexts(texts, in: region)
            guard missing.isEmpty else { return report.findings += missing }
            let agent = try builder.agent(models.model(of: region), tools, generation: 1, lifetime: nil)
            let strangers = names.strangers(in: agent.prompt.text, of: region, tools: tools.registry)
            report.findings += strangers.map { name, reason in
                let place = texts.lazy.compactMap { text in text.line(of: name).map { (text.file, $0) } }.first
                let location = place.map { self.location($0.0, line: $0.1) } ?? region.location
                return ConfigurationFinding(.error, at: location, reason)
            }
            let bytes = agent.prompt.text.utf8.count
            report.regions.append("\(region.id): \(agent.summary), prompt \(agent.prompt.digest) (\(bytes) bytes)")
        } catch {
            report.findings.append(self.finding(error, in: region))
        }
    }

    /// The wordings that a prompt quotes and nobody has given.
    private func missingTexts(_ texts: [PromptText], in region: RegionConfiguration) -> [ConfigurationFinding] {
        texts.flatMap { text in
            text.variables.compactMap { name, line -> ConfigurationFinding? in
                guard name.hasPrefix("texts."), region.settings.texts[String(name.dropFirst(6))] == nil else {
                    return nil
                }
                return ConfigurationFinding(
                    .error,
                    at: self.location(text.file, line: line),
                    "{{\(name)}} has no wording in \(region.id). Give it one under `texts` in \(region.location.file) "
                        + "or \(self.configuration.directory)/base.yaml."
                )
            }
        }
    }

    private func location(_ prompt: String, line: Int? = nil) -> ConfigurationLocation {
        ConfigurationLocation(file: "\(self.configuration.promptsDirectory)/\(prompt)", line: line)
    }

    /// What went wrong, where whoever threw it says that it did.
    private func finding(_ error: any Error, in region: RegionConfiguration) -> ConfigurationFinding {
        switch error {
        case let error as ConfigurationError:
            ConfigurationFinding(.error, at: .init(file: error.file, line: error.line), error.reason)
        case let error as PromptError:
            ConfigurationFinding(.error, at: self.location(error.file, line: error.line), error.reason)
        default: ConfigurationFinding(.error, at: region.location, "\(error)")
        }
    }
}
