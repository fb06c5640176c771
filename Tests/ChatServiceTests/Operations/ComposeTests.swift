import Foundation
import Testing
import Yams

/// The service in a container is set up as one outside of it.
@Suite("The containers of docker-compose.yml")
struct ComposeTests {
    private static func service() throws -> Node {
        let text = try String(contentsOfFile: "\(Repository.root)/docker-compose.yml", encoding: .utf8)
        return try #require(try Yams.compose(yaml: text)?["services"]?["chat-service"])
    }

    /// The variables that the documentation or the shipped configuration speaks of.
    private static func listed() throws -> Set<String> {
        let names = try Document.all.flatMap { try Document($0).code }.filter { name in
            name.wholeMatch(of: /[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:all|https?|no)_proxy/) != nil
                && !name.hasPrefix("CURLOPT_") && name != "NO_ERROR"
        }
        let folder = "\(Repository.root)/config"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        let used = try files.flatMap { file in
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                .matches(of: /(?:\$\{|\b(?:when|unless): )([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)/).map { String($0.1) }
        }
        return Set(names + used)
    }

    @Test("are given every variable that is documented or used, and no value in its place")
    func variables() throws {
        let environment = try #require(try Self.service()["environment"]?.mapping)
        let given = Dictionary(uniqueKeysWithValues: environment.map { ($0.key.string ?? "", $0.value.string ?? "") })
        let listed = try Self.listed()
        #expect(listed.count > 30)
        #expect(Set(given.keys) == listed)
        #expect(
            given.filter { !$0.value.isEmpty } == [
                "CHAT_SERVICE_HOST": "0.0.0.0", "CHAT_SERVICE_PORT": "${CHAT_SERVICE_PORT:-8002}",
                "CHAT_SERVICE_DATA_DIR": "/var/lib/chat-service",
            ]
        )
    }

    @Test("are given what else stands in .env, which may be missing")
    func file() throws {
        let files = try #require(try Self.service()["env_file"]?.array())
        #expect(files.map { $0["path"]?.string } == [".env"])
        #expect(files.map { $0["required"]?.bool } == [false])
    }
}
