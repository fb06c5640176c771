import Testing

@testable import AgentRuntime

@Suite struct KeptMembersTests {
    private static func kept(_ names: Set<String>, _ deltas: [String]) throws -> [String: JSONValue] {
        var kept = KeptMembers(names)
        for delta in deltas {
            try JSONScanner.scan(Array(delta.utf8)) { (scanner) throws(JSONError) in
                try scanner.beginObject()
                var first = true
                while let key = try scanner.nextKey(first: &first) { _ = try kept.read(key, &scanner) }
                try scanner.end()
            }
        }
        return kept.members
    }

    @Test func deltasAreJoinedByWhatTheyAre() throws {
        let kept = try Self.kept(
            ["text", "list", "object", "empty"],
            [
                #"{"text":"a","list":[1],"object":{"x":{"y":1}},"other":"no","empty":""}"#,
                #"{"text":null,"list":[],"empty":{}}"#,
                #"{"text":"b","list":[2],"object":{"x":{"z":2}}}"#,
            ]
        )
        #expect(kept == ["text": "ab", "list": [1, 2], "object": ["x": ["y": 1, "z": 2]]])
    }

    @Test func anotherModelGetsNoneOfIt() throws {
        let call = ToolCall(id: "t1c1", name: "f", arguments: "{}")
        let extra: JSONValue = ["wire": "openai-chat", "model": "m", "message": ["reasoning_content": "x"]]
        let request = ModelRequest.conversation([
            [.userMessage(.init(text: "Ciao")), .said("", calls: [call], extra: extra), .returned("t1c1", "ok")]
        ])
        func sent(to model: String, as profile: ChatProfile) throws -> JSONValue? {
            let endpoint = ModelEndpoint(baseURL: "http://localhost", model: model)
            return try JSONValue(parsing: ChatCompletionRequest(request, for: endpoint, as: profile).encoded())[
                "messages"
            ]?[2]
        }
        #expect(try sent(to: "m", as: .compatible)?["reasoning_content"] == "x")
        #expect(try sent(to: "n", as: .compatible)?["reasoning_content"] == nil)
        #expect(try sent(to: "m", as: .openRouter)?["reasoning_content"] == nil)
    }
}
