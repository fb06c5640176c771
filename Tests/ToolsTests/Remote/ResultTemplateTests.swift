import AgentRuntime
import Testing

@testable import Tools

@Suite("A template of a result")
struct ResultTemplateTests {
    private static let document: JSONValue = [
        "text": "x", "blank": "  ", "number": 1.5, "whole": 3, "zero": 0, "no": false, "null": nil, "list": [1, 2],
        "none": [], "object": ["a": ["b": "deep"]], "empty": [:],
    ]

    static let findings: [(template: JSONValue, result: JSONValue)] = [
        (["from": "/text"], "x"), (["from": "/object/a/b"], "deep"), (["from": "/list/1"], 2), (["from": "/zero"], 0),
        (["from": "/no"], false), (["from": "/whole", "type": "number"], 3),
        (["from": "/number", "type": "number"], 1.5),
        (["from": "/whole", "type": "integer"], 3), (["from": "/no", "type": "boolean"], false),
        (["from": "/list", "type": "array"], [1, 2]), (["from": "/object/a", "type": "object"], ["b": "deep"]),
        (["from": ["/nothing", "/blank", "/text"]], "x"), (["from": ["/whole", "/text"], "type": "string"], "x"),
        (["from": "/nothing", "default": nil], nil), (["from": "/blank", "default": "?"], "?"),
        (["from": "/none", "default": 0], 0), (["from": "/text", "type": "number", "default": [:]], [:]),
        (["from": "/list", "type": "array", "count": true], 2),
        (["from": "/list", "type": "array", "count": false], [1, 2]),
        (["from": "/none", "type": "array", "count": true, "default": 0], 0),
        (["a", ["from": "/text"], 1], ["a", "x", 1]),
        (["k": ["from": "/text"], "fixed": ["from here"]], ["k": "x", "fixed": ["from here"]]), ("literal", "literal"),
    ]

    @Test("is filled from the places it names", arguments: findings)
    func places(_ expected: (template: JSONValue, result: JSONValue)) throws {
        let template = try expected.template.decoded(as: ResultTemplate.self)
        #expect(try template.filled(from: Self.document) == expected.result)
    }

    static let gaps: [(template: JSONValue, name: String)] = [
        (["from": "/nothing"], "nothing"), (["from": "/null"], "null"), (["from": "/blank"], "blank"),
        (["from": "/none"], "none"), (["from": "/empty"], "empty"), (["from": "/text/0"], "0"),
        (["from": "/list/2"], "2"), (["from": "/list/-"], "-"), (["from": "/list/01"], "01"),
        (["from": "/text", "type": "number"], "text"), (["from": "/number", "type": "integer"], "number"),
        (["from": "/whole", "type": "string"], "whole"), (["from": "/no", "type": "integer"], "no"),
        (["a": ["b": [["from": "/object/c"]]]], "c"), (["from": "/none", "type": "array", "count": true], "none"),
    ]

    @Test("fails where nothing fitting is found, and names what is missing", arguments: gaps)
    func missing(_ expected: (template: JSONValue, name: String)) throws {
        let template = try expected.template.decoded(as: ResultTemplate.self)
        let failure = #expect(throws: ToolFailure.self) { try template.filled(from: Self.document) }
        #expect(failure?.reason == "The service's answer has no \(expected.name). Do not guess it.")
    }

    @Test("puts what it finds into its place and nowhere else, even if that looks like a template")
    func data() throws {
        let template = try (["answer": ["from": "/a"], "safe": true] as JSONValue).decoded(as: ResultTemplate.self)
        let answers: [JSONValue] = AwkwardTexts.all(100).map { .string($0) } + [["from": "/secret"], ["safe": false]]
        for answer in answers where !answer.isNothing {
            #expect(try template.filled(from: ["a": answer, "secret": "s"]) == ["answer": answer, "safe": true])
        }
    }
}
