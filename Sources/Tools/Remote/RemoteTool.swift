import AgentRuntime

/// What all tools of remote systems are told in their settings.
///
/// - `parameters` (JSON Schema of type `object`): what the model must supply.
/// - `effect` (`read` or `write`, default `read`): what a call does to the world.
struct RemoteDefinition: Sendable {
    let parameters: JSONSchema
    let effect: ToolDefinition.Effect

    enum Key: String, CodingKey {
        case parameters, effect
    }

    init(from container: KeyedDecodingContainer<Key>) throws {
        let json = try container.decode(JSONValue.self, forKey: .parameters)
        guard json["type"] == "object", json["properties"]?.object != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .parameters,
                in: container,
                debugDescription: "parameters must be a JSON Schema with type: object and properties."
            )
        }
        self.parameters = JSONSchema(json)
        self.effect = try container.decodeIfPresent(ToolDefinition.Effect.self, forKey: .effect) ?? .read
    }

    /// What the model is told; configuration words the description.
    func definition(named name: String) -> ToolDefinition {
        ToolDefinition(name: name, description: "", parameters: self.parameters, effect: self.effect)
    }
}

extension ToolFailure {
    /// An answer with a status that is no success.
    static func status(_ status: Int) -> ToolFailure {
        switch status {
        case 300..<400:
            ToolFailure("The service behind this tool leads elsewhere, which is not followed. It cannot be used now.")
        case 401, 403:
            ToolFailure("The service behind this tool refuses us. It cannot be used now.")
        case 404, 410:
            ToolFailure("The service behind this tool found nothing for these arguments.")
        case 408, 425, 429, 500...:
            ToolFailure("The service behind this tool is out of order (status \(status)).", isTransient: true)
        default:
            ToolFailure("The service behind this tool did not accept these arguments (status \(status)).")
        }
    }
}
