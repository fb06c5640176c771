import AgentRuntime
import Foundation
import Testing

@testable import Gateway

/// The examples of docs/protocol.md are what they show.
@Suite("The page of the protocol")
struct ProtocolPageTests {
    private static let page =
        (try? String(contentsOfFile: "\(OpenAPIDescription.root)/docs/protocol.md", encoding: .utf8)) ?? ""

    /// The fenced examples.
    private static let blocks = Self.page.components(separatedBy: "\n```").enumerated()
        .filter { !$0.offset.isMultiple(of: 2) }.map { $0.element.trimmingCharacters(in: .newlines) }

    @Test("shows messages that are taken")
    func messages() throws {
        let chapter = Self.page.components(separatedBy: "### What a client sends\n").last ?? ""
        let rows = chapter.split(separator: "\n").prefix { !$0.hasPrefix("#") }.filter { $0.hasPrefix("| `{") }
        let shown = rows.flatMap { $0.split(separator: "|")[0].matches(of: /`(\{[^`]*\})`/).map { String($0.1) } }
        #expect(shown.count == 5)
        for message in shown {
            #expect(throws: Never.self, "\(message)") {
                _ = try ClientMessage(parsing: Array(message.utf8), limit: 8000)
            }
        }
    }

    @Test("shows frames that are as they are described")
    func frames() throws {
        let shown = Self.blocks.filter { $0.hasPrefix("{") }
        #expect(shown.count == 1)
        for frame in shown {
            // What stands in every frame is left out.
            let whole = frame.replacing(", …}", with: #", "seq": 7, "timestamp": "2026-11-23T20:51:04.118Z"}"#)
            let json = try JSONValue(parsing: Array(whole.utf8))
            let schema = try #require(AsyncAPITests.schema(of: json["type"]?.string ?? ""))
            #expect(try schema.validated(json) == json)
        }
    }

    @Test("shows how to come back")
    func comingBack() throws {
        let shown = Self.blocks.filter { $0.hasPrefix("WS ") }
        #expect(shown.count == 1)
        let path = (shown.first ?? "").dropFirst(3).replacing("{session_id}", with: "s1")
            .replacing("{epoch}", with: "a1").replacing("{seq of the last frame it saw}", with: "41")
        let target = try SocketEndpoint.Target(path: String(path))
        #expect(target.session == "s1")
        #expect(target.position == .init(epoch: FrameEpoch(rawValue: "a1"), last: FrameSequence(rawValue: 41)))
        #expect(target.wantsAllFrames)
    }
}
