import AgentRuntime
import AgentTesting
import HTTPTransport

@testable import Gateway

/// A gateway that asks for tokens, and people with and without them.
struct GuardedGateway: Sendable {
    /// What somebody shows.
    enum Visitor: String, CaseIterable, Sendable, CustomStringConvertible {
        case nobody, forger, stranger, owner, admin
        var description: String { self.rawValue }
    }

    let live: LiveGateway
    private let maker = TokenMaker.hs256()

    static func running(
        _ mode: AccessPolicy.Mode,
        model: any LanguageModel = ScriptedModel(),
        configure: (inout GatewaySettings) -> Void = { _ in }
    ) async throws -> GuardedGateway {
        var rules = ClaimRules()
        rules.regionsClaim = "regions"
        let tokens = try await TokenAuthenticator(
            secrets: [Secret(TokenMaker.secret)],
            algorithms: [.hs256],
            rules: rules
        )
        return try await Self.running(AccessPolicy(mode, authenticators: [tokens]), model: model, configure: configure)
    }

    static func running(
        _ policy: AccessPolicy,
        model: any LanguageModel = ScriptedModel(),
        configure: (inout GatewaySettings) -> Void = { _ in }
    ) async throws -> GuardedGateway {
        let live = try await LiveGateway.running(model: model) { settings in
            settings.access = policy
            configure(&settings)
        }
        return GuardedGateway(live: live)
    }

    func token(of visitor: Visitor) throws -> String? {
        switch visitor {
        case .nobody: nil
        case .forger: try TokenMaker.hs256("another-invented-secret-of-40-bytes-here").token(for: "anna").value
        case .stranger: try self.maker.token(for: "eva").value
        case .owner: try self.maker.token(for: "anna").value
        case .admin: try self.maker.token(for: "root", roles: ["admin"]).value
        }
    }

    func headers(of visitor: Visitor) throws -> HTTPHeaders {
        try self.token(of: visitor).map { ["Authorization": "Bearer \($0)"] } ?? [:]
    }

    func call(
        _ method: String,
        _ path: String,
        as visitor: Visitor,
        body: String? = nil
    ) async throws -> LiveGateway.Answer {
        try await self.live.call(method, path, body: body, headers: try self.headers(of: visitor))
    }

    /// Creates a session of the owner's.
    func session() async throws -> String {
        try await self.call("POST", "/api/create-session", as: .owner)["session_id"]?.string ?? ""
    }

    /// The status with which a request for a socket is answered.
    func socketStatus(_ path: String, headers: [String: String] = [:]) async throws -> Int {
        do {
            _ = try await self.live.connect(path, headers: headers)
            return 101
        } catch let refused as WebSocketClient.Refused {
            return refused.status
        }
    }

    func socketHeaders(of visitor: Visitor) throws -> [String: String] {
        try self.token(of: visitor).map { ["Authorization": "Bearer \($0)"] } ?? [:]
    }
}
