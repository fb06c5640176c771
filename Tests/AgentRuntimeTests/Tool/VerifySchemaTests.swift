import AgentRuntime
import AgentTesting
import Testing

@Suite("Schema and arguments")
struct VerifySchemaTests {
    /// A tool of these arguments that is never called.
    struct Probe<Arguments: Decodable & Sendable>: Tool {
        let definition: ToolDefinition

        init(_ arguments: Arguments.Type, _ parameters: JSONSchema) {
            self.definition = ToolDefinition(name: "probe", description: "", parameters: parameters, effect: .read)
        }

        func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult { ToolResult("") }
    }

    struct Trip: Decodable, Sendable {
        enum Class: String, Decodable, Sendable { case first, second }
        struct Leg: Decodable, Sendable {
            let from: String
            let nights: Int?
        }
        let on: String
        let fare: Class
        let legs: [Leg]
        let extra: JSONValue?
    }

    private static func trip(
        fares: [String] = ["first", "second"],
        legs: [String: JSONSchema] = ["from": .string("Whence."), "nights": .integer("Nights.", in: 0...9)],
        more: [String: JSONSchema] = ["extra": JSONSchema(["description": "Anything."])],
        required: [String] = ["on", "fare", "legs"]
    ) -> JSONSchema {
        let leg = JSONSchema.object(legs, required: ["from"])
        return .object(
            [
                "on": .date("When."), "fare": .string("Which.", oneOf: fares),
                "legs": JSONSchema(["type": "array", "minItems": 2, "items": leg.json]),
            ].merging(more) { $1 },
            required: required
        )
    }

    @Test("that say the same pass, also within lists and where anything goes")
    func agreement() throws {
        try Probe(Trip.self, Self.trip()).verifySchema()
        try MockTool("free", returns: "").verifySchema()
    }

    static let disagreements: [(schema: JSONSchema, finding: String)] = [
        (trip(fares: ["first", "third"]), "\"fare\" may be \"third\", which cannot be decoded."),
        (trip(more: [:]), "No property of the schema sets \"extra\"."),
        (
            trip(more: ["extra": .string("E."), "colour": .string("C.")]),
            "\"colour\" is not read."
        ),
        (trip(required: ["on", "fare"]), "\"legs\" may be left out, and cannot be decoded without."),
        (trip(required: ["on", "fare", "legs", "extra"]), "\"extra\" is required, and can be decoded without."),
        (trip(required: ["on", "fare", "legs", "price"]), "\"price\" is required and no property."),
        (
            trip(legs: ["from": .string("Whence."), "night": .integer("N.", in: 0...9)]),
            "\"legs.0.night\" is not read."
        ),
        (trip(legs: ["from": .integer("Whence.", in: 0...9)]), "which cannot be decoded"),
        (JSONSchema(["type": "string"]), "The schema must be of type object."),
    ]

    @Test("that differ are told where", arguments: disagreements)
    func disagreement(_ pair: (schema: JSONSchema, finding: String)) {
        let error = #expect(throws: SchemaDisagreement.self) { try Probe(Trip.self, pair.schema).verifySchema() }
        #expect(error?.description.contains(pair.finding) == true, "\(error?.description ?? "")")
    }

    @Test("are tried with the samples that the caller knows better")
    func samples() throws {
        struct Even: Decodable, Sendable {
            let number: Int
            init(from decoder: any Decoder) throws {
                enum Key: String, CodingKey { case number }
                let container = try decoder.container(keyedBy: Key.self)
                self.number = try container.decode(Int.self, forKey: .number)
                guard self.number.isMultiple(of: 2) else {
                    throw DecodingError.dataCorruptedError(forKey: .number, in: container, debugDescription: "odd")
                }
            }
        }
        let probe = Probe(Even.self, .object(["number": .integer("An even one.", in: 1...9)], required: ["number"]))
        #expect(throws: SchemaDisagreement.self) { try probe.verifySchema() }
        try probe.verifySchema(samples: ["number": 4])
        let error = #expect(throws: SchemaDisagreement.self) { try probe.verifySchema(samples: ["number": 12]) }
        #expect(error?.description.contains("The schema refuses") == true)
    }
}
