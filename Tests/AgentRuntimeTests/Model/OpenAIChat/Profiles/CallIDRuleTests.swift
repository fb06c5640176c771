import Testing

@testable import AgentRuntime

@Suite("Ids of calls") struct CallIDRuleTests {
    private static let nine = CallIDRule(lengths: 9...9, isAlphanumeric: true)

    private static func call(_ id: String, _ provided: String? = nil) -> ToolCall {
        ToolCall(id: CallID(rawValue: id), providerID: provided, name: "f", arguments: "{}")
    }

    @Test(
        "the provider's own comes back where it takes it",
        arguments: [
            (CallIDRule(), "call-with_any.character:0"), (nine, "aB3dE6gH9"), (CallIDRule(lengths: 1...40), "call_1"),
        ]
    )
    func own(_ rule: CallIDRule, _ id: String) {
        var ids = SentCallIDs(rule)
        #expect(ids.id(of: Self.call("t1c1", id)) == id)
    }

    @Test(
        "what it would refuse is replaced by ours, which can be read off again",
        arguments: [
            ("call_1234", "t1c1", "00000t1c1"), ("abc", "t12c34", "000t12c34"), ("aB3dE6gHé", "t9999c999", "t9999c999"),
            (nil, "t1c1", "00000t1c1"), ("", "t1c1", "00000t1c1"),
        ] as [(String?, String, String)]
    )
    func replaced(_ provided: String?, _ id: String, _ sent: String) {
        var ids = SentCallIDs(Self.nine)
        let call = Self.call(id, provided)
        #expect(ids.id(of: call) == sent)
        #expect(ids.id(of: call) == sent)
        #expect(String(sent.drop { $0 == "0" }) == id)
    }

    @Test(
        "what cannot be said in so few characters still follows the rule, always the same way",
        arguments: [
            "t10000c1000", "t-1c1", "",
        ]
    )
    func digests(_ id: String) {
        let sent = Self.nine.allowed(CallID(rawValue: id))
        #expect(Self.nine.allows(sent))
        #expect(Self.nine.allowed(CallID(rawValue: id)) == sent)
        #expect(Self.nine.allowed(CallID(rawValue: id + "x")) != sent)
    }

    @Test("no two calls of a conversation get the same", arguments: [CallIDRule(), nine, CallIDRule(lengths: 1...4)])
    func distinct(_ rule: CallIDRule) {
        var ids = SentCallIDs(rule)
        var sent: [String] = []
        for turn in 1...40 {
            for number in 1...20 {
                // The provider repeats its ids, and one of them looks like ours.
                let provided = ["call_0", "00000t2c1", "aB3dE6gH9", nil][number % 4]
                sent.append(ids.id(of: Self.call("t\(turn)c\(number)", provided)))
            }
        }
        #expect(Set(sent).count == sent.count)
        #expect(sent.allSatisfy(rule.allows))
    }
}
