import Foundation
import Testing

@testable import AgentRuntime

@Suite("Prompts")
struct PromptLibraryTests {
    /// A folder of prompts that is gone with the test.
    final class Folder {
        let path: String
        init(_ files: [String: String]) throws {
            self.path = NSTemporaryDirectory() + "prompts-\(UUID().uuidString)"
            for (name, text) in files {
                let file = "\(self.path)/\(name)"
                try FileManager.default.createDirectory(
                    atPath: (file as NSString).deletingLastPathComponent,
                    withIntermediateDirectories: true
                )
                try text.write(toFile: file, atomically: true, encoding: .utf8)
            }
        }
        deinit { try? FileManager.default.removeItem(atPath: self.path) }
    }

    static func variables() throws -> PromptVariables {
        PromptVariables(
            assistant: "Ualà",
            brand: "Cerba",
            agent: "Info",
            region: Region(id: .init(rawValue: "lombardia"), name: "Lombardia"),
            texts: ["closed": "L'ufficio è <chiuso> & buio"],
            hours: [.init(days: "lunedì", times: "08:00-20:00")],
            closures: ["martedì 8 dicembre 2026"],
            tools: try ToolRegistry([]),
            kinds: ["booking"]
        )
    }

    static func render(_ files: [String: String]) throws -> String {
        let folder = try Folder(files)
        return try withExtendedLifetime(folder) {
            try PromptLibrary(directory: folder.path).prompt(at: "r/system.md", with: Self.variables()).text
        }
    }

    @Test("text is text: nothing is escaped for HTML")
    func plain() throws {
        #expect(try Self.render(["r/system.md": "{{texts.closed}}, l'ora"]) == "L'ufficio è <chiuso> & buio, l'ora\n")
    }

    @Test("a part comes from the prompt's own folder, else from base, also within parts")
    func partials() throws {
        let text = try Self.render([
            "r/system.md": "{{> a}}\n{{> b}}", "base/a.md": "base a {{> c}}\n", "base/b.md": "base b\n",
            "base/c.md": "base c",
            "r/c.md": "own c",
        ])
        #expect(text.split(whereSeparator: \.isNewline).joined(separator: "|") == "base a own c|base b")
    }

    @Test("a prompt that others go by comes from beside the prompt, else from base")
    func beside() throws {
        let folder = try Folder(["base/sum.md": "base", "own/sum.md": "own", "own/system.md": "", "r/system.md": ""])
        let library = PromptLibrary(directory: folder.path)
        #expect(try library.prompt(named: "sum", beside: "own/system.md", with: Self.variables()).text == "own\n")
        #expect(try library.prompt(named: "sum", beside: "r/system.md", with: Self.variables()).text == "base\n")
        let error = #expect(throws: PromptError.self) {
            try library.prompt(named: "none", beside: "r/system.md", with: Self.variables())
        }
        #expect(error?.description.hasPrefix("base/none.md: there is no such prompt") == true)
        withExtendedLifetime(folder) {}
    }

    @Test("sections follow lists and conditions")
    func sections() throws {
        let text = try Self.render([
            "r/system.md":
                "{{#hours}}\n- {{days}} {{times}}\n{{/hours}}\n{{#closures}}\n- {{date}}\n{{/closures}}\n"
                + "{{^can.booking}}\nno booking\n{{/can.booking}}"
        ])
        #expect(text == "- lunedì 08:00-20:00\n- martedì 8 dicembre 2026\nno booking\n")
    }

    static let mistaken: [(files: [String: String], message: String)] = [
        ([:], "r/system.md: there is no such prompt"),
        (["r/system.md": "uno\n{{assistent}}"], "r/system.md:2: {{assistent}} means nothing here"),
        (["r/system.md": "{{texts.open}}"], "r/system.md:1: {{texts.open}} means nothing here"),
        (["r/system.md": "{{days}}"], "r/system.md:1: {{days}} means nothing here"),
        (["r/system.md": "{{> nowhere}}"], "r/system.md:1: there is no part \"nowhere\""),
        (["r/system.md": "{{> a}}", "base/a.md": "\n\n{{wrong}}"], "base/a.md:3: {{wrong}} means nothing here"),
        (["r/system.md": "{{> a}}", "base/a.md": "{{> a}}"], "base/a.md:1: {{> a}} includes itself"),
        (["r/system.md": "{{#hours}}\n"], "r/system.md:1: {{#hours}} is not closed"),
        (["r/system.md": "{{/hours}}"], "r/system.md:1: {{/hours}} closes nothing"),
        (["r/system.md": "{{assistant"], "r/system.md:1: a tag does not end"),
        (["r/system.md": "{{=<% %>=}}"], "r/system.md:1: {{=<% %>=}} is not a tag"),
        (["r/system.md": "{{hours}}"], "r/system.md:1: {{hours}} is not a text"),
        (["r/system.md": "{{#tools}}{{naem}}{{/tools}}"], "r/system.md:1: {{naem}} means nothing here"),
    ]

    @Test("what the engine would render as nothing stops the start, with file and line", arguments: mistaken)
    func mistakes(_ mistake: (files: [String: String], message: String)) {
        let error = #expect(throws: PromptError.self) { try Self.render(mistake.files) }
        #expect(error?.description.hasPrefix(mistake.message) == true, "\(error?.description ?? "")")
    }
}
