import Testing

@testable import AgentRuntime

@Suite("A step's parts")
struct StepPartsTests {
    static let calls = [
        ToolCall(id: "t1c1", name: "f", arguments: "{}"), ToolCall(id: "t1c2", name: "g", arguments: "{}"),
    ]

    static var parts: StepParts {
        var parts = StepParts()
        parts.append(.kept(["seal": "a"]))
        parts.append(.text(0..<3, labels: ["phase": "commentary"]))
        parts.append(.call(0))
        parts.append(.kept(["seal": "b"]))
        parts.append(.call(1))
        parts.append(.text(5..<7))
        return parts
    }

    static let text = "Sì\n\nNo"

    static func sent(
        _ extra: JSONValue?,
        text: String = Self.text,
        calls: [ToolCall] = Self.calls
    ) -> [StepParts.Sent] {
        StepParts.sent(text, calls, extra: extra, over: "w", to: "m")
    }

    @Test("what came between texts and calls goes back to the same wire and model, all in its order")
    func roundTrip() {
        #expect(
            Self.sent(Self.parts.extra(of: "w", model: "m")) == [
                .kept(["seal": "a"]), .text("Sì", labels: ["phase": "commentary"]), .call(Self.calls[0]),
                .kept(["seal": "b"]), .call(Self.calls[1]), .text("No", labels: [:]),
            ]
        )
    }

    static let strangers: [(name: String, extra: JSONValue?)] = [
        ("another wire", Self.parts.extra(of: "v", model: "m")),
        ("another model", Self.parts.extra(of: "w", model: "n")),
        ("nothing", nil), ("no object", "w"), ("no parts", ["wire": "w", "model": "m"]),
        ("an unknown part", ["wire": "w", "model": "m", "parts": [["sung": 1]]]),
        ("a call twice", ["wire": "w", "model": "m", "parts": [["text": [0, 7]], ["call": 0], ["call": 0]]]),
        ("a call too many", ["wire": "w", "model": "m", "parts": [["text": [0, 7]], ["call": 0], ["call": 2]]]),
        (
            "calls in another order",
            ["wire": "w", "model": "m", "parts": [["text": [0, 7]], ["call": 1], ["call": 0]]]
        ),
        ("text beyond the end", ["wire": "w", "model": "m", "parts": [["text": [0, 8]], ["call": 0], ["call": 1]]]),
        ("half a character", ["wire": "w", "model": "m", "parts": [["text": [0, 2]], ["call": 0], ["call": 1]]]),
        (
            "text twice",
            ["wire": "w", "model": "m", "parts": [["text": [0, 7]], ["text": [5, 7]], ["call": 0], ["call": 1]]]
        ),
        ("text left out", ["wire": "w", "model": "m", "parts": [["kept": "x"], ["call": 0], ["call": 1]]]),
        ("a negative range", ["wire": "w", "model": "m", "parts": [["text": [-1, 7]], ["call": 0], ["call": 1]]]),
    ]

    @Test("what comes from elsewhere or does not fit is left out, and nothing else", arguments: Self.strangers)
    func leavesOut(_ stranger: (name: String, extra: JSONValue?)) {
        #expect(
            Self.sent(stranger.extra) == [
                .text(Self.text, labels: [:]), .call(Self.calls[0]), .call(Self.calls[1]),
            ]
        )
    }

    @Test("a step of text and calls alone carries nothing; blank text is not sent")
    func plain() {
        var parts = StepParts()
        parts.append(.call(0))
        parts.append(.text(0..<2))
        parts.append(.text(2..<2, labels: ["phase": "x"]))
        #expect(parts.extra(of: "w", model: "m") == nil)
        #expect(Self.sent(nil, text: " \n", calls: []).isEmpty)
    }
}
