import AgentTesting
import HTTPTransport
import Testing

@testable import AgentRuntime

/// What holds for every stream, tried on chance. Each case has a seed of its own, so that a failure comes again.
@Suite("Streams at random") struct WireStreamPropertyTests {
    @Test("cuts and signs of life change nothing", arguments: WireFixture.names)
    func noise(_ name: String) throws {
        let fixture = try WireFixture(named: name)
        let plain = try fixture.outcome(of: [fixture.response.body[...]])
        for round in 0..<10 {
            var random = SeededGenerator(name, round)
            let lines = fixture.isStream ? Self.withSignsOfLife(fixture.lines, &random) : fixture.lines
            let noisy = try fixture.outcome(of: Self.pieces(of: fixture.body(of: lines), &random))
            #expect(noisy == plain, "round \(round): \(lines)")
        }
    }

    @Test(
        "a stream with bytes changed, lost or doubled is no success without a terminal signal",
        arguments: WireFixture.names
    )
    func damage(_ name: String) throws {
        let fixture = try WireFixture(named: name)
        for round in 0..<20 {
            var random = SeededGenerator(name, round)
            var body = fixture.response.body
            for _ in 0...Int.random(in: 0..<4, using: &random) where !body.isEmpty {
                let place = Int.random(in: body.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = .random(in: .min ... .max, using: &random)
                case 1: body.removeSubrange(place..<min(place + 8, body.count))
                default: body.insert(contentsOf: body[place...].prefix(8), at: place)
                }
            }
            let outcome = try fixture.outcome(of: Self.pieces(of: body, &random))
            guard case .success(let response) = outcome.result else { continue }
            #expect(response.text == outcome.shown, "round \(round)")
            #expect(fixture.hasTerminalSignal(body), "round \(round): \(String(decoding: body, as: UTF8.self))")
        }
    }

    @Test("rubbish is never a success", arguments: 0..<300)
    func rubbish(_ seed: Int) throws {
        var random = SeededGenerator("rubbish", seed)
        let fragments = [
            "data:", "data: ", "event: error", ":", "\n", "\r", "\r\n", "\n\n", "{", "}", "[", "]", ",", "\"", "\\u",
            "null",
            #"{"choices":["#, #"{"delta":{"content":"x"}}"#, #""finish_reason":null"#, #""usage":{}"#, "]}", "[DONE",
            "-1e9",
            #"data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}]}"#, "è",
            "\u{2028}",
        ]
        var body: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<60, using: &random) {
            if Bool.random(using: &random), let fragment = fragments.randomElement(using: &random) {
                body += Array(fragment.utf8)
            } else {
                body.append(.random(in: .min ... .max, using: &random))
            }
        }
        for wire in Set(WireFixture.names.compactMap { $0.split(separator: "/").first }) {
            let fixture = WireFixture(wire: String(wire), body: body)
            let outcome = try fixture.outcome(of: Self.pieces(of: body, &random))
            guard case .failure(let error) = outcome.result else {
                Issue.record("\(wire) takes it for a step: \(String(decoding: body, as: UTF8.self))")
                continue
            }
            #expect(error.partialText == outcome.shown)
        }
    }

    /// The lines with comments between them, and comments in blocks of their own between the events.
    private static func withSignsOfLife(_ lines: [String], _ random: inout SeededGenerator) -> [String] {
        var noisy: [String] = []
        for (index, line) in lines.enumerated() {
            // A byte order mark is one in the first line alone.
            if index > 0, Int.random(in: 0..<3, using: &random) == 0 {
                noisy += [[":"], [": keep-alive"], [":", ": x"]].randomElement(using: &random) ?? []
                if noisy.last != nil, lines[index - 1].isEmpty, Bool.random(using: &random) { noisy.append("") }
            }
            noisy.append(line)
        }
        return noisy
    }

    /// The bytes in pieces of 0 to 40.
    private static func pieces(of body: [UInt8], _ random: inout SeededGenerator) -> [ArraySlice<UInt8>] {
        var rest = body[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 0...40, using: &random))
            rest.removeFirst(piece.count)
            pieces.append(piece)
        }
        return pieces
    }
}

extension WireFixture {
    /// A stream of these bytes that ends in good order.
    fileprivate init(wire: String, body: [UInt8]) {
        let head = HTTPResponseHead(status: 200, headers: ["Content-Type": "text/event-stream"])
        self.init(
            wire: wire,
            profile: nil,
            response: HTTPClientResponse(head: head, body: body),
            lines: [],
            newline: "\n",
            isCut: false,
            expected: nil,
            error: nil,
            nextRequest: [:]
        )
    }

    /// Whether `body` says in whole events, or as a document, that the step is finished.
    fileprivate func hasTerminalSignal(_ body: [UInt8]) -> Bool {
        let events = self.isStream ? Self.events(in: body) : [(name: "", data: body)]
        return events.contains { name, data in
            let json = (try? JSONValue(parsing: data)) ?? .null
            let type = json["type"]?.string ?? name
            switch self.wire {
            case "openai-chat":
                let reason = json["choices"]?[0]?["finish_reason"]?.string ?? ""
                return !["", "null", "error"].contains(reason)
                    || data.filter { $0 > UInt8(ascii: " ") }.elementsEqual("[DONE]".utf8)
            case "openai-responses":
                let last = ["response.completed", "response.incomplete", "response.failed"].first { $0 == type }
                let response = self.isStream ? json["response"] : json
                let status = response?["status"]?.string ?? last.map { String($0.dropFirst("response.".count)) }
                return (last != nil || !self.isStream) && ["completed", "incomplete"].contains(status)
            case "anthropic-messages":
                let reason = type == "message_delta" ? json["delta"]?["stop_reason"] : json["stop_reason"]
                return reason?.string?.isEmpty == false
            default:
                return false
            }
        }
    }

    /// The events of a stream, read apart from the parser under test: names and data up to each empty line.
    private static func events(in body: [UInt8]) -> [(name: String, data: [UInt8])] {
        var (events, name, data): ([(name: String, data: [UInt8])], String, [[UInt8]]) = ([], "", [])
        var rest = body.starts(with: [0xEF, 0xBB, 0xBF]) ? body.dropFirst(3) : body[...]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let line = rest[..<end]
            rest = rest[end...].dropFirst(rest[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1)
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? Array(parts[1].dropFirst(parts[1].first == 0x20 ? 1 : 0)) : []
            if line.isEmpty {
                events.append((name, Array(data.joined(separator: [0x0A]))))
                (name, data) = ("", [])
            } else if parts[0].elementsEqual("data".utf8) {
                data.append(value)
            } else if parts[0].elementsEqual("event".utf8) {
                name = String(decoding: value, as: UTF8.self)
            }
        }
        return events
    }
}

extension SeededGenerator {
    fileprivate init(_ name: String, _ round: Int) {
        self.init(seed: name.utf8.reduce(UInt64(truncatingIfNeeded: round)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }
}
