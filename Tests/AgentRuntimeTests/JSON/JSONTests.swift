import Testing

@testable import AgentRuntime

@Suite("JSON")
struct JSONTests {
    static let texts = [
        "null", "true", "-0", "12", "-9223372036854775808", "1.5", "1e3", "\"\"", "\"a\\n\\u00e8\\ud83e\\ude7a\"", "[]",
        "[1,[2,[3]]]",
        "{}", #"{"a":{"b":[null,false,{"c":"d"}]},"e":1}"#, " [ 1 , 2 ] ",
    ]

    @Test("what is written and read again is the same", arguments: texts)
    func roundTrip(_ text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(try JSONValue(parsing: value.description) == value)
    }

    @Test(
        "what is no JSON is refused, with the place",
        arguments: [
            "", " ", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", ".5", "+1", "\"", "\"\\x\"", "\"\u{01}\"",
            "nul", "1 2",
            "[1}", "\"\\u12\"", "1e999", "'a'", "{a:1}", "[" + String(repeating: "[", count: 200),
        ]
    )
    func refused(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test("invalid UTF-8 is refused in values")
    func invalidUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test("every cut of a text is an error, never a crash and never another value")
    func everyCut() {
        let text = Array(#"{"a":[1,-2.5e1,"è\n\u00e8",true,null],"b":{"c":"d"}}"#.utf8)
        for cut in 0..<text.count {
            #expect(throws: JSONError.self, "cut at \(cut)") { try JSONValue(parsing: Array(text[..<cut])) }
        }
    }

    @Test("members are written in the order of their names")
    func order() {
        let value: JSONValue = ["b": 1, "a": ["z": 0, "y": nil]]
        #expect(value.description == #"{"a":{"y":null,"z":0},"b":1}"#)
    }
}
