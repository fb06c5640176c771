import AgentRuntime
import Testing

/// Each keyword that docs/adding-a-tool.md says is checked, and each slip that it says is mended.
@Suite struct JSONSchemaTests {
    private static func schema(_ text: String) throws -> JSONSchema { JSONSchema(try JSONValue(parsing: text)) }

    private static func reason(_ schema: String, _ value: String) throws -> String? {
        let (schema, value) = (try Self.schema(schema), try JSONValue(parsing: value))
        do throws(JSONSchema.Violation) {
            _ = try schema.validated(value)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (#"{"type":"string"}"#, #""a""#), (#"{"type":"integer"}"#, "3"), (#"{"type":"number"}"#, "3.5"),
        (#"{"type":"number"}"#, "3"), (#"{"type":"boolean"}"#, "true"), (#"{"type":"null"}"#, "null"),
        (#"{"type":"array"}"#, "[1]"), (#"{"type":"object"}"#, #"{"a":1}"#), (#"{"type":["string","null"]}"#, "null"),
        (#"{"enum":["a",1,null]}"#, "1"), (#"{"const":"a"}"#, #""a""#),
        (#"{"properties":{"a":{"type":"integer"}}}"#, #"{"a":1,"b":2}"#), (#"{"required":["a"]}"#, #"{"a":null}"#),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1}"#),
        (#"{"additionalProperties":{"type":"integer"}}"#, #"{"a":1,"b":2}"#),
        (#"{"items":{"type":"integer"}}"#, "[1,2]"), (#"{"minItems":2}"#, "[1,2]"), (#"{"maxItems":2}"#, "[1,2]"),
        (#"{"minimum":1.5}"#, "1.5"), (#"{"maximum":3}"#, "3"), (#"{"minLength":2}"#, #""ab""#),
        (#"{"maxLength":2}"#, #""àè""#), (#"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#, "null"),
        (#"{"format":"date"}"#, #""2028-02-29""#),
        // Told to the model, and not checked.
        (#"{"pattern":"^a$","format":"email","multipleOf":2,"not":{}}"#, #""b""#),
    ])
    func whatFitsStaysAsItIs(_ schema: String, _ value: String) throws {
        let value = try JSONValue(parsing: value)
        #expect(try Self.schema(schema).validated(value) == value)
    }

    @Test(arguments: [
        (#"{"type":"string"}"#, "[]", "The arguments: must be of type string, not an array"),
        (#"{"type":"integer"}"#, "3.5", "The arguments: must be of type integer, not a number"),
        (#"{"type":["integer","null"]}"#, #""x""#, "The arguments: must be of type integer or null, not a string"),
        (#"{"enum":["a","b"]}"#, #""c""#, #"The arguments: must be one of "a", "b""#),
        (#"{"const":"a"}"#, #""b""#, #"The arguments: must be "a""#),
        (
            #"{"properties":{"a":{"type":"object","properties":{"b":{"type":"integer"}}}}}"#, #"{"a":{"b":[]}}"#,
            "/a/b: must be of type integer, not an array"
        ),
        (#"{"required":["a"]}"#, "{}", "The arguments: 'a' is missing"),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"b":1}"#, "/b: is not a parameter; there are a"),
        (#"{"additionalProperties":{"type":"integer"}}"#, #"{"a":[]}"#, "/a: must be of type integer, not an array"),
        (#"{"items":{"type":"integer"}}"#, "[1,[]]", "/1: must be of type integer, not an array"),
        (#"{"minItems":2}"#, "[1]", "The arguments: must have at least 2 elements"),
        (#"{"maxItems":1}"#, "[1,2]", "The arguments: must have at most 1 elements"),
        (#"{"minimum":2}"#, "1.5", "The arguments: must be at least 2"),
        (#"{"maximum":2}"#, "3", "The arguments: must be at most 2"),
        (#"{"minLength":2}"#, #""a""#, "The arguments: must have at least 2 characters"),
        (#"{"maxLength":1}"#, #""ab""#, "The arguments: must have at most 1 characters"),
        (
            #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#, #""x""#,
            "The arguments: fits none of the 2 forms it may have"
        ),
        (#"{"format":"date"}"#, #""2027-02-29""#, "The arguments: must be a date as 2026-11-23"),
    ])
    func whatDoesNotFitIsToldWithItsPlace(_ schema: String, _ value: String, _ reason: String) throws {
        #expect(try Self.reason(schema, value) == reason)
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, #""13""#, "13"), (#"{"type":"integer"}"#, "13.0", "13"),
        (#"{"type":"number"}"#, #""1.5""#, "1.5"), (#"{"type":"boolean"}"#, #""true""#, "true"),
        (#"{"type":"boolean"}"#, #""false""#, "false"), (#"{"type":"string"}"#, "13", #""13""#),
        (#"{"type":["integer","null"]}"#, #""13""#, "13"), (#"{"enum":["Milano"]}"#, #""MILANO""#, #""Milano""#),
        (#"{"properties":{"a":{"type":"integer"}}}"#, #"{"a":null}"#, "{}"),
        (#"{"items":{"type":"integer"}}"#, #"["1",2]"#, "[1,2]"),
        (#"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#, #""13""#, "13"),
        // As it is before mended.
        (#"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, #""13""#, #""13""#),
    ])
    func harmlessSlipsAreMended(_ schema: String, _ value: String, _ mended: String) throws {
        #expect(try Self.schema(schema).validated(JSONValue(parsing: value)) == JSONValue(parsing: mended))
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, #""13,5""#), (#"{"type":"integer"}"#, #""1e999""#), (#"{"type":"number"}"#, #""nan""#),
        (#"{"type":"boolean"}"#, #""sì""#), (#"{"type":"boolean"}"#, "1"), (#"{"type":"string"}"#, "1.5"),
        (#"{"type":"string"}"#, "true"), (#"{"type":"array"}"#, #""a""#), (#"{"enum":["Milano"]}"#, #""Milan""#),
        (#"{"properties":{"a":{"type":"integer"}},"required":["a"]}"#, #"{"a":null}"#),
    ])
    func whatMightMeanSomethingElseIsNotMended(_ schema: String, _ value: String) throws {
        #expect(try Self.reason(schema, value) != nil)
    }
}
