public import AgentRuntime

/// Makes a tool that is one request to a JSON API: the value `http` of `kind`.
public struct HTTPKind: ToolKind {
    public static let name = "http"

    public init() {}

    public func makeTools(
        named name: String,
        settings: HTTPToolSettings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        var tokens: ClientCredentialsTokens?
        if case .clientCredentials(let credentials)? = settings.authorization {
            tokens = ClientCredentialsTokens(
                credentials,
                allowsPrivateAddresses: settings.allowsPrivateAddresses,
                in: environment
            )
        }
        return SingleTool(HTTPTool(name: name, settings: settings, tokens: tokens))
    }
}
