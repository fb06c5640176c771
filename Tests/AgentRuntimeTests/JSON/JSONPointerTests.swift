import AgentRuntime
import Testing

@Suite("A JSON Pointer")
struct JSONPointerTests {
    /// The document of RFC 6901 §5.
    static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    static let examples: [(pointer: String, value: JSONValue)] = [
        ("", Self.document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
        ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ]

    @Test("finds what RFC 6901 says it finds, and is written as it was read", arguments: examples)
    func example(_ expected: (pointer: String, value: JSONValue)) throws {
        let pointer = try #require(JSONPointer(expected.pointer))
        #expect(Self.document[pointer] == expected.value)
        #expect(pointer.description == expected.pointer)
    }

    @Test(
        "finds nothing where there is no such place",
        arguments: [
            "/none", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/-1", "/foo/+1", "/foo/1.0", "/foo/", "/foo/０",
            "/foo/99999999999999999999", "/foo/0/0", "//", "/a/b", "/m~01n",
        ]
    )
    func nothing(_ text: String) throws {
        #expect(Self.document[try #require(JSONPointer(text))] == nil)
    }

    @Test(
        "is refused where its syntax is wrong",
        arguments: ["foo", "foo/bar", " /foo", "#/foo", "/~", "/~2", "/a~", "/~~0"]
    )
    func wrong(_ text: String) {
        #expect(JSONPointer(text) == nil)
        #expect(throws: DecodingError.self) { try JSONValue.string(text).decoded(as: JSONPointer.self) }
    }

    @Test("reads ~01 as ~1, not as a slash")
    func order() throws {
        let pointer = try #require(JSONPointer("/~01"))
        #expect((["~1": "right", "/": "wrong"] as JSONValue)[pointer] == "right")
    }

    @Test("finds every member whatever its name, by its name in pointer syntax")
    func names() throws {
        let pieces = ["~", "/", "~0", "~1", "a", "", "0", "é", "\u{1F3D0}", "\"", "\\", "%2F", " "]
        for first in pieces {
            for second in pieces {
                let name = first + second
                let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
                let pointer = try #require(JSONPointer("/outer/\(escaped)"))
                #expect((["outer": .object([name: 1])] as JSONValue)[pointer] == 1)
                #expect(pointer.description == "/outer/\(escaped)")
            }
        }
    }
}
