import AgentRuntime
import Testing

@testable import Tools

@Suite("A template of arguments")
struct ArgumentTemplateTests {
    private static func template(_ json: JSONValue) throws -> ArgumentTemplate { try json.decoded() }

    static let texts: [(template: String, text: String?)] = [
        ("", ""), ("plain", "plain"), ("{city}", "Monza"), ("a{city}b", "aMonzab"), ("{city}{days}", "Monza3"),
        ("{{city}", "{city}"), ("{{{city}", "{Monza"), ("{{{{", "{{"), ("}", "}"), ("{city", "{city"), ("{}", nil),
        ("{nobody}", nil), ("x{nobody}", nil), ("{null}", nil), ("{is}", "true"), ("{list}", "[1,\"a\"]"),
    ]

    static let arguments: [String: JSONValue] = [
        "city": "Monza", "days": 3, "null": nil, "is": true, "list": [1, "a"],
    ]

    @Test("is filled as a text, or left out with what it refers to", arguments: texts)
    func text(_ expected: (template: String, text: String?)) {
        #expect(ArgumentTemplate(expected.template).text(with: Self.arguments) == expected.text)
    }

    @Test("keeps the type of an argument that stands alone, at any depth")
    func types() throws {
        let template = try Self.template([
            "days": "{days}", "text": "{days} days", "list": "{list}", "is": ["deep": ["{is}"]], "number": 1.5,
            "none": nil, "gone": "{nobody}", "some": ["{nobody}", "{city}", false],
        ])
        #expect(
            template.filled(with: Self.arguments) == [
                "days": 3, "text": "3 days", "list": [1, "a"], "is": ["deep": [true]], "number": 1.5, "none": nil,
                "some": ["Monza", false],
            ]
        )
        #expect(template.names == ["days", "list", "is", "nobody", "city"])
        #expect(try Self.template("{nobody}").filled(with: Self.arguments) == nil)
    }

    @Test("lets no argument out of its place in a body")
    func body() throws {
        let template = try Self.template(["alone": "{x}", "within": "a {x} b {y}", "list": ["{x}"], "last": 1])
        for text in AwkwardTexts.all() {
            let filled = try #require(template.filled(with: ["x": .string(text), "y": "{x}"]))
            let read = try JSONValue(parsing: filled.encoded)
            #expect(
                read == [
                    "alone": .string(text), "within": .string("a \(text) b {x}"), "list": [.string(text)], "last": 1,
                ]
            )
        }
    }

    @Test("writes an argument's own braces as they are")
    func braces() {
        #expect(ArgumentTemplate("{x}{y}").text(with: ["x": "{y}", "y": "{{"]) == "{y}{{")
    }
}
