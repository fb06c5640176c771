import AgentRuntime
import Foundation
import ServiceConfiguration
import Testing

/// The examples of models in the documentation and the shipped configuration.
@Suite struct ModelExamplesTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The YAML in a text's fenced blocks.
    private static func blocks(in path: String) throws -> [String] {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        return text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    /// What is wrong with the models of `text`; `nil` if nothing is.
    private func mistake(in text: String) throws -> String? {
        let variables = text.matches(of: /\$\{(\w+)\}/).map { (String($0.1), "a key") }
        let environment = ["OPENAI_API_KEY": "a key"].merging(variables) { $1 }
        for name in try decode(ModelSettings.self, text, environment: environment).models.keys {
            if let mistake = mistake(ModelSettings.self, "default: \(name)\n\(text)", environment) { return mistake }
        }
        return nil
    }

    private func mistake(_ type: ModelSettings.Type, _ text: String, _ environment: [String: String]) -> String? {
        do {
            let settings = try decode(type, text, environment: environment)
            _ = try settings.choice(for: settings.standard, environment: environment)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func thoseOfTheDocumentationAreSound() throws {
        let blocks = try Self.blocks(in: "docs/models.md").filter { $0.hasPrefix("models:") }
        #expect(blocks.count >= 4)
        for block in blocks { #expect(try self.mistake(in: block) == nil, "\(block)") }
    }

    @Test func thoseOfTheShippedConfigurationAreSound() throws {
        let text = try String(contentsOf: Self.root.appending(path: "config/models.yaml"), encoding: .utf8)
        let example = text.components(separatedBy: "# models:\n").last ?? ""
        let lines = example.components(separatedBy: "\n").prefix { $0.hasPrefix("#   ") }.map { $0.dropFirst(2) }
        #expect(lines.count > 10)
        #expect(try self.mistake(in: "models:\n\(lines.joined(separator: "\n"))\n") == nil)
    }

    @Test func theDocumentationKnowsEveryProfile() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/models.md"), encoding: .utf8)
        let rows = text.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        for profile in ChatProfile.all {
            let row = try #require(rows.first { $0.hasPrefix("| `\(profile.name)` |") }, "\(profile.name)")
            for host in profile.hosts { #expect(row.contains("`\(host)`")) }
            if let address = profile.baseURL { #expect(row.contains("`\(address)`")) }
            #expect(row.contains("| alternate |") == (profile.roleOrder == .alternating))
            #expect(row.contains("| stay |") == !profile.returnsExtras)
            if profile.name != "azure" { #expect(row.contains("| `\(profile.tokenLimit.rawValue)` |")) }
        }
    }
}
