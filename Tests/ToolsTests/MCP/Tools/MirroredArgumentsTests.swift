import AgentRuntime
import Testing

@testable import Tools

@Suite struct MirroredArgumentsTests {
    private static func schema(_ properties: JSONValue) -> JSONValue { ["type": "object", "properties": properties] }

    @Test func valuesTravelAsTheyAreOrEncoded() throws {
        let mirrored = try MirroredArguments(
            Self.schema([
                "a": ["type": "string", "x-mcp-header": "A"], "b": ["type": "boolean", "x-mcp-header": "B"],
                "c": ["type": "integer", "x-mcp-header": "C"], "d": ["type": "string", "x-mcp-header": "D"],
                "in": Self.schema(["e": ["type": "string", "x-mcp-header": "E"]]),
                "free": ["type": "string", "default": ["x-mcp-header": "data"]],
            ])
        )
        let headers = mirrored.headers(for: [
            "a": " x", "b": false, "c": -7, "d": nil, "in": ["e": "plain"], "free": "y",
        ])
        #expect(
            headers == [
                "Mcp-Param-A": "=?base64?IHg=?=", "Mcp-Param-B": "false", "Mcp-Param-C": "-7", "Mcp-Param-E": "plain",
            ]
        )
    }

    @Test(
        arguments: [
            ["a": ["type": "string", "x-mcp-header": "has space"]],
            ["a": ["type": "string", "x-mcp-header": ""]],
            ["a": ["type": "string", "x-mcp-header": 1]],
            ["a": ["type": "number", "x-mcp-header": "A"]],
            ["a": ["type": ["string", "null"], "x-mcp-header": "A"]],
            ["a": ["type": "string", "x-mcp-header": "A"], "b": ["type": "string", "x-mcp-header": "a"]],
            ["a": ["type": "array", "items": ["type": "string", "x-mcp-header": "A"]]],
            ["a": ["anyOf": [["type": "string", "x-mcp-header": "A"]]]],
        ] as [JSONValue]
    )
    func anAnnotationThatCannotBeOneFieldIsAMistake(properties: JSONValue) {
        #expect(throws: MCPToolDescription.Mistake.self) { try MirroredArguments(Self.schema(properties)) }
    }
}
