import AgentRuntime
import HTTPTransport
import ServiceConfiguration

/// Tries whether the servers that a configuration names can be reached: models, remote tools, MCP servers.
///
/// Any answer will do, whatever its status, but for those of a proxy with nobody behind it. No key is sent and nothing is
/// asked that costs.
struct EndpointProbe {
    private struct Endpoint {
        let user: String
        /// Scheme, host and port.
        let origin: String
        /// What is asked for.
        let url: String
        let location: ConfigurationLocation
    }

    private static let timeouts = HTTPTimeouts(connect: .seconds(3), total: .seconds(5))
    private static let maximumBytes = 64 * 1024

    let http: HTTPClient

    /// A note for each server that answers, an error for each that does not; a server is tried once.
    func findings(about configuration: LoadedConfiguration) async -> [ConfigurationFinding] {
        let endpoints = Self.endpoints(of: configuration)
        return await withTaskGroup(of: (Int, ConfigurationFinding).self) { group in
            for (index, endpoint) in endpoints.enumerated() {
                group.addTask { (index, await self.finding(about: endpoint)) }
            }
            var findings: [Int: ConfigurationFinding] = [:]
            for await (index, finding) in group { findings[index] = finding }
            return endpoints.indices.compactMap { findings[$0] }
        }
    }

    private static func endpoints(of configuration: LoadedConfiguration) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        for region in configuration.regions {
            for link in [region.models.first] + region.models.fallbacks {
                guard let url = link.choice.baseURL else { continue }
                let place = region.settings.model.location
                endpoints.append(
                    Endpoint(user: "The model \(link.name)", origin: url, url: "\(url)/models", location: place)
                )
            }
            for tool in region.tools {
                endpoints += tool.addresses.map { address in
                    Endpoint(
                        user: "The tool \(tool.name)",
                        origin: address.origin,
                        url: "\(address.origin)/",
                        location: address.location
                    )
                }
            }
        }
        var seen: Set<String> = []
        return endpoints.filter { seen.insert($0.origin).inserted }
    }

    private func finding(about endpoint: Endpoint) async -> ConfigurationFinding {
        do {
            let response = try await self.http.send(
                HTTPClientRequest(method: "GET", url: endpoint.url, timeouts: Self.timeouts),
                maximumBodyBytes: Self.maximumBytes
            )
            let status = response.head.status
            guard (502...504).contains(status) else { return Self.reached(endpoint) }
            return ConfigurationFinding(
                .error,
                at: endpoint.location,
                "\(endpoint.user): \(endpoint.origin) answers with status \(status). Start the server behind it."
            )
        } catch .bodyTooLarge {
            return Self.reached(endpoint)
        } catch {
            return ConfigurationFinding(
                .error,
                at: endpoint.location,
                "\(endpoint.user): \(endpoint.origin) cannot be reached. \(error)"
            )
        }
    }

    private static func reached(_ endpoint: Endpoint) -> ConfigurationFinding {
        ConfigurationFinding(.note, at: endpoint.location, "\(endpoint.user): \(endpoint.origin) answers.")
    }
}

extension ModelChoice {
    /// Where the model is; `nil` for one that needs no network.
    fileprivate var baseURL: String? {
        switch self {
        case .openAI(let server, _), .openAIResponses(let server), .anthropic(let server): server.baseURL
        case .offline: nil
        }
    }
}
