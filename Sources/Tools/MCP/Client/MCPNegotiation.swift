import AgentRuntime

/// Finds out how a server wants to be spoken to: the stateless era is tried first, and whatever is no sign of it means the
/// handshake.
struct MCPNegotiation: Sendable {
    let connection: any MCPConnection
    /// How long all of it may take; trying the stateless era takes at most a third.
    let limit: Duration
    let clock: any Clock<Duration>

    /// - Throws: ``MCPError``: an outage says nothing about the era.
    func run() async throws -> MCPClient.Agreement {
        let probe: Probe
        do {
            probe = try await within(self.limit / 3, on: self.clock) { try await self.discover() }
        } catch MCPError.timedOut {
            probe = .handshake
        } catch let MCPError.connectionLost(reason) {
            // A process may end on what it does not understand; an endpoint that is gone is just gone.
            guard self.connection is MCPProcess else { throw MCPError.connectionLost(reason) }
            probe = .handshake
        }
        if case .agreed(let agreement) = probe { return agreement }
        do {
            return try await self.handshake()
        } catch let error as MCPError {
            // A server that was slow to start has read the first question meanwhile, and now knows no handshake.
            guard let offered = error.versionsOffered, Self.hasCommon(offered, MCPProtocol.statelessVersions),
                case .agreed(let agreement) = try await self.discover()
            else { throw error }
            return agreement
        }
    }

    private enum Probe: Sendable {
        case agreed(MCPClient.Agreement)
        case handshake
    }

    private func discover() async throws -> Probe {
        let era = MCPEra.stateless(version: MCPProtocol.newestStateless)
        do {
            let result = try await self.connection.send(MCPRequest(method: "server/discover", era: era)).result
            let versions = result["supportedVersions"]?.array?.compactMap(\.string) ?? []
            guard Self.hasCommon(versions, MCPProtocol.statelessVersions) else { return .handshake }
            return .agreed(self.agreement(era, result["capabilities"]))
        } catch let error as MCPError {
            switch error {
            case .refused:
                guard let offered = error.versionsOffered else { return .handshake }
                if offered.isEmpty || Self.hasCommon(offered, MCPProtocol.handshakeVersions) { return .handshake }
                throw MCPError.unsupportedVersion(offered.joined(separator: ", "))
            case .status, .invalid: return .handshake
            default: throw error
            }
        }
    }

    private func handshake() async throws -> MCPClient.Agreement {
        let offer = MCPEra.handshake(version: MCPProtocol.newestHandshake, session: nil)
        let params: [String: JSONValue] = [
            "protocolVersion": .string(offer.version), "capabilities": [:], "clientInfo": MCPEra.clientInfo,
        ]
        let response = try await self.connection.send(MCPRequest(method: "initialize", params: params, era: offer))
        guard let version = response.result["protocolVersion"]?.string else {
            throw MCPError.invalid("its answer to initialize names no version")
        }
        guard MCPProtocol.handshakeVersions.contains(version) else { throw MCPError.unsupportedVersion(version) }
        let agreement = self.agreement(
            .handshake(version: version, session: response.session),
            response.result["capabilities"]
        )
        try await self.connection.notify("notifications/initialized", in: agreement.era)
        return agreement
    }

    private func agreement(_ era: MCPEra, _ capabilities: JSONValue?) -> MCPClient.Agreement {
        MCPClient.Agreement(
            era: era,
            incarnation: self.connection.incarnation,
            announcesChanges: capabilities?["tools"]?["listChanged"] == true
        )
    }

    private static func hasCommon(_ offered: [String], _ ours: [String]) -> Bool {
        ours.contains { offered.contains($0) }
    }
}
