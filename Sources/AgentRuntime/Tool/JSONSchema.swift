/// What a JSON value must be: a JSON Schema (draft 2020-12) as the model is told it and as the runtime checks it.
///
/// Checked are `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`, `items`, `minItems`, `maxItems`,
/// `minimum`, `maximum`, `minLength`, `maxLength`, `anyOf` and `format: date`. Other keywords are passed on to the model
/// and not checked.
public struct JSONSchema: Hashable, Sendable {
    /// The schema as JSON.
    public let json: JSONValue

    /// - Parameter json: a schema, such as a remote tool's.
    public init(_ json: JSONValue) {
        self.json = json
    }

    /// An object with these members and no others.
    /// - Parameter required: the members that must be there, in the order in which they are best asked for.
    public static func object(_ properties: [String: JSONSchema], required: [String] = []) -> JSONSchema {
        JSONSchema([
            "type": "object",
            "properties": .object(properties.mapValues(\.json)),
            "required": .array(required.map { .string($0) }),
            "additionalProperties": false,
        ])
    }

    /// A string.
    /// - Parameters:
    ///   - values: the only values allowed; any if empty.
    ///   - examples: values a person may have in mind; shown to the model, not checked.
    public static func string(_ description: String, oneOf values: [String] = [], examples: [String] = []) -> JSONSchema
    {
        var schema: [String: JSONValue] = ["type": "string", "description": .string(description)]
        if !values.isEmpty { schema["enum"] = .array(values.map { .string($0) }) }
        if !examples.isEmpty { schema["examples"] = .array(examples.map { .string($0) }) }
        return JSONSchema(.object(schema))
    }

    /// A calendar date, `2026-11-23`.
    /// - Parameter examples: dates as they may be, such as one of long ago for a birthday; not checked.
    public static func date(_ description: String, examples: [String] = []) -> JSONSchema {
        var schema: [String: JSONValue] = ["type": "string", "format": "date", "description": .string(description)]
        if !examples.isEmpty { schema["examples"] = .array(examples.map { .string($0) }) }
        return JSONSchema(.object(schema))
    }

    /// A whole number in `range`.
    public static func integer(_ description: String, in range: ClosedRange<Int>) -> JSONSchema {
        JSONSchema([
            "type": "integer", "description": .string(description),
            "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ])
    }

    /// `true` or `false`.
    public static func boolean(_ description: String) -> JSONSchema {
        JSONSchema(["type": "boolean", "description": .string(description)])
    }

    /// The schema with a question as its title: how to ask a person for the value or, of a tool's parameters as a whole,
    /// for consent to the call.
    public func asked(_ question: String) -> JSONSchema {
        var members = self.json.object ?? [:]
        members["title"] = .string(question)
        return JSONSchema(.object(members))
    }

    /// The members an object must have, in the schema's order.
    public var required: [String] {
        self.json["required"]?.array?.compactMap(\.string) ?? []
    }

    /// The members an object may have.
    public var properties: [String: JSONSchema] {
        (self.json["properties"]?.object ?? [:]).mapValues(JSONSchema.init)
    }
}
