import HTTPTransport
import Testing

@testable import AgentRuntime

/// Every fixture in `Tests/Fixtures/wire`, played whole, byte by byte, and cut at every byte.
@Suite("The corpus of wires") struct WireCorpusTests {
    @Test("is there") func isThere() {
        #expect(WireFixture.names.count { $0.hasPrefix("openai-chat/") } >= 45)
        #expect(WireFixture.names.count { $0.hasPrefix("openai-responses/") } >= 20)
        #expect(WireFixture.names.count { $0.hasPrefix("anthropic-messages/") } >= 20)
    }

    @Test("means the same however the network cuts it", arguments: WireFixture.names)
    func means(_ name: String) throws {
        let fixture = try WireFixture(named: name)
        let body = fixture.response.body[...]
        let whole = try fixture.outcome(of: [body])
        try Self.expect(whole, of: fixture)
        let bytes = try fixture.outcome(of: body.indices.lazy.map { body[$0...$0] })
        #expect(bytes == whole, "byte by byte")
        // Each byte is the first of a piece once.
        for first in body.indices.dropFirst().prefix(Self.distance) {
            let cut = try fixture.outcome(of: Self.pieces(of: body, cutAt: first))
            #expect(cut == whole, "cut before byte \(first) and every \(Self.distance) bytes after it")
        }
    }

    /// How far apart the cuts are: farther than most events are long.
    private static let distance = 199

    private static func pieces(of body: ArraySlice<UInt8>, cutAt first: Int) -> [ArraySlice<UInt8>] {
        let starts = Array(stride(from: first, to: body.endIndex, by: Self.distance))
        return zip([0] + starts, starts + [body.endIndex]).map { body[$0..<$1] }
    }

    private static func expect(_ outcome: WireOutcome, of fixture: WireFixture) throws {
        switch outcome.result {
        case .success(let response):
            let expected = try #require(fixture.expected, "must fail, and gave \(response)")
            #expect(response.text == expected["text"]?.string ?? "")
            #expect(outcome.shown == response.text)
            try Self.expect(response.calls, toBe: expected["calls"]?.array ?? [])
            if let reason = expected["finish_reason"] { #expect(response.finishReason.rawValue == reason.string) }
            if let usage = expected["usage"] { #expect(response.usage.map(\.json) ?? .null == usage) }
            if let model = expected["model"] { #expect(response.model == model.string) }
            if let extra = expected["extra"] { #expect(response.extra ?? .null == extra) }
            if fixture.nextRequest.isEmpty { return }
            let request = try fixture.request(after: response)
            for (pointer, value) in fixture.nextRequest {
                #expect(request.value(at: pointer) == value, "next request, \(pointer)")
            }
        case .failure(let error):
            let expected = try #require(fixture.error, "must not fail, but: \(error)")
            #expect(error.reason.name == expected.reason)
            #expect(outcome.shown == error.partialText)
            if let text = expected.partialText { #expect(error.partialText == text) }
            if let detail = expected.detail { #expect("\(error) \(error.quote ?? "")".contains(detail)) }
        }
    }

    private static func expect(_ calls: [ToolCall], toBe expected: [JSONValue]) throws {
        #expect(calls.count == expected.count, "\(calls)")
        for (call, expected) in zip(calls, expected) {
            #expect(call.name == expected["name"]?.string)
            switch try #require(expected["arguments"]) {
            case .string(let text): #expect(call.arguments == text)
            case let value: #expect(try JSONValue(parsing: call.arguments) == value)
            }
            if let id = expected["provider_id"] { #expect(call.providerID == id.string) }
            if let extra = expected["extra"] { #expect(call.extra ?? .null == extra) }
        }
    }
}

extension TokenUsage {
    /// As fixtures write it.
    fileprivate var json: JSONValue {
        ["input": .integer(self.input), "output": .integer(self.output), "cached": .integer(self.cachedInput)]
    }
}

extension ModelError.Reason {
    /// As fixtures write it: the case's name in snake case.
    fileprivate var name: String {
        "\(self)".prefix { $0 != "(" }.reduce(into: "") { name, letter in
            name += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
        }
    }
}
