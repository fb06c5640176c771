import Foundation
import HTTPTransport

@testable import AgentRuntime

/// A recorded exchange of the corpus in `Tests/Fixtures/wire`, whose README says what the members mean.
struct WireFixture {
    /// What went wrong with the exchange, as far as a fixture says.
    struct ExpectedError {
        let reason: String
        let partialText: String?
        let detail: String?
    }

    let wire: String
    let profile: String?
    let response: HTTPClientResponse
    let lines: [String]
    let newline: String
    /// Whether the connection is dropped after the body.
    let isCut: Bool
    /// `nil` where an error is expected.
    let expected: [String: JSONValue]?
    let error: ExpectedError?
    /// Members of the next request, by JSON pointer (RFC 6901).
    let nextRequest: [String: JSONValue]

    /// Whether the response is an event stream, in which comments may stand between the lines.
    var isStream: Bool { self.response.head.headers["Content-Type"]?.hasPrefix("text/event-stream") ?? false }

    /// The body with other lines.
    func body(of lines: [String]) -> [UInt8] { Array(lines.joined(separator: self.newline).utf8) }
}

extension WireFixture {
    private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/wire")

    /// The fixtures there are, as `<wire>/<name>`.
    static let names: [String] = {
        let files = FileManager.default.enumerator(atPath: Self.folder.path())?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }()

    /// Reads a fixture.
    /// - Throws: ``WireFixtureError`` for what is missing, misspelt or of the wrong kind.
    init(named name: String) throws {
        let data = try Data(contentsOf: Self.folder.appending(path: "\(name).json"))
        let root = try FixtureObject(JSONValue(parsing: Array(data)), in: name)
        try root.allow("title", "about", "wire", "profile", "response", "ending", "expect", "next_request")
        _ = try (root.text("title"), root.text("about"))
        self.wire = try root.text("wire")
        try root.check(name.hasPrefix("\(self.wire)/"), "does not lie in the folder of its wire")
        self.profile = try root.textIfPresent("profile")
        self.isCut = try root.choice("ending", of: ["complete": false, "cut": true])
        self.nextRequest = try root.objectIfPresent("next_request")?.members ?? [:]

        let response = try root.object("response")
        try response.allow("status", "headers", "newline", "body")
        self.newline = try response.textIfPresent("newline") ?? "\n"
        try response.check(["\n", "\r\n", "\r"].contains(self.newline), "has no such newline")
        self.lines = try response.array("body").map { try response.check($0.string, "has a line that is no text") }
        var headers: HTTPHeaders = [:]
        for (field, value) in try response.object("headers").members { headers[field] = value.string }
        self.response = HTTPClientResponse(
            head: HTTPResponseHead(
                status: try response.check(response.members["status"]?.integer, "has no status"),
                headers: headers
            ),
            body: Array(self.lines.joined(separator: self.newline).utf8)
        )

        let expect = try root.object("expect")
        if let error = try expect.objectIfPresent("error") {
            try expect.allow("error")
            try error.allow("reason", "partial_text", "detail_contains")
            self.error = ExpectedError(
                reason: try error.text("reason"),
                partialText: try error.textIfPresent("partial_text"),
                detail: try error.textIfPresent("detail_contains")
            )
            self.expected = nil
        } else {
            try expect.allow("text", "calls", "finish_reason", "usage", "model", "extra")
            self.error = nil
            self.expected = expect.members
        }
    }
}

/// An object in a fixture, read strictly: a member that nobody knows is a mistake of the fixture's.
struct FixtureObject {
    let members: [String: JSONValue]
    private let place: String

    init(_ json: JSONValue, in place: String) throws {
        guard let members = json.object else { throw WireFixtureError("\(place) is no object.") }
        self.members = members
        self.place = place
    }

    func allow(_ names: String...) throws {
        for name in self.members.keys.sorted() {
            try self.check(names.contains(name), "has a member \"\(name)\", which means nothing")
        }
    }

    func check(_ isRight: Bool, _ mistake: String) throws {
        if !isRight { throw WireFixtureError("\(self.place) \(mistake).") }
    }

    func check<Value>(_ value: Value?, _ mistake: String) throws -> Value {
        guard let value else { throw WireFixtureError("\(self.place) \(mistake).") }
        return value
    }

    func textIfPresent(_ name: String) throws -> String? {
        try self.members[name].map { try self.check($0.string, "has a \(name) that is no text") }
    }

    func text(_ name: String) throws -> String {
        try self.check(self.textIfPresent(name), "has no \(name)")
    }

    func array(_ name: String) throws -> [JSONValue] {
        try self.check(self.members[name]?.array, "has no list \(name)")
    }

    func objectIfPresent(_ name: String) throws -> FixtureObject? {
        try self.members[name].map { try FixtureObject($0, in: "\(self.place): \(name)") }
    }

    func object(_ name: String) throws -> FixtureObject {
        try self.check(self.objectIfPresent(name), "has no \(name)")
    }

    func choice<Value>(_ name: String, of choices: [String: Value]) throws -> Value {
        try self.check(choices[self.text(name)], "has no such \(name)")
    }
}

struct WireFixtureError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
