import AgentRuntime
import ArgumentParser
import Foundation
import ServiceConfiguration
import Testing
import Tools

@testable import ChatService

@Suite("The documentation")
struct DocumentationTests {
    static func documents() throws -> [Document] { try Document.all.map(Document.init) }

    @Test("lists every page there is")
    func pages() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/docs")
            .filter { $0.hasSuffix(".md") }
        #expect(Set(pages.map { "docs/\($0)" } + ["README.md"]) == Set(Document.all))
    }

    @Test("links to files and headings that exist", arguments: try documents())
    func links(_ document: Document) throws {
        let folder = URL(filePath: "\(Repository.root)/\(document.path)").deletingLastPathComponent()
        for link in document.links where !link.contains("://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file = parts[0].isEmpty ? document.path : folder.appending(path: parts[0]).standardizedFileURL.path
            let path = file.replacing("\(Repository.root)/", with: "")
            #expect(FileManager.default.fileExists(atPath: "\(Repository.root)/\(path)"), "\(document): \(link)")
            if parts.count == 2 { #expect(try Document(path).anchors.contains(parts[1]), "\(document): \(link)") }
        }
    }

    @Test("names commands that can be made", arguments: try documents())
    func targets(_ document: Document) throws {
        let makefile = try String(contentsOfFile: "\(Repository.root)/Makefile", encoding: .utf8)
        let targets = Set(makefile.matches(of: /(?m)^([a-z]+):/).map { String($0.1) })
        for code in document.code + document.blocks.flatMap(\.lines) {
            guard let match = code.firstMatch(of: /^(?:\$ )?make ([a-z]+)\b/) else { continue }
            #expect(targets.contains(String(match.1)), "\(document): \(code)")
        }
    }

    @Test("names commands and options that chat-service knows", arguments: try documents())
    func commands(_ document: Document) {
        for code in document.code + document.blocks.flatMap(\.lines) {
            guard let match = code.firstMatch(of: /^(?:\$ )?chat-service (.*)/) else { continue }
            let words = Self.words(of: String(match.1))
            do {
                _ = try ChatServiceCommand.parseAsRoot(words)
            } catch {
                let message = ChatServiceCommand.message(for: error)
                let isFine =
                    ChatServiceCommand.exitCode(for: error).isSuccess || message.hasPrefix("Missing expected argument")
                #expect(isFine, "\(document): \(code): \(message)")
            }
        }
    }

    /// The words of a shell's line up to where its output is sent.
    static func words(of line: String) -> [String] {
        line.matches(of: /'([^']*)'|([^\s']+)/).map { String($0.1 ?? $0.2 ?? "") }
            .prefix { ![">", "|", "#"].contains($0) }
            .map(\.self)
    }

    @Test("shows Swift that the tests compile", arguments: try documents())
    func swift(_ document: Document) throws {
        let folder = "\(Repository.root)/Tests/ChatServiceTests/Documentation/Examples"
        let examples = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
        for block in document.blocks where block.language == "swift" {
            if block.lines.contains("import PackageDescription") { continue }
            var files = examples
            switch DocumentedFile(block) {
            case .added?: continue
            case .quoted(let path)?: files = ["\(Repository.root)/\(path)"]
            default: break
            }
            let isCompiled = try files.contains { file in
                let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
                return Self.trimmed(lines).contains(Self.trimmed(block.lines))
            }
            #expect(isCompiled, "\(document):\(block.number)")
        }
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        lines.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("shows shipped configuration as it is", arguments: try documents())
    func shipped(_ document: Document) throws {
        for block in document.blocks where block.language == "yaml" {
            guard case .quoted(let path)? = DocumentedFile(block) else { continue }
            let text = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
            #expect(Self.trimmed(text.components(separatedBy: "\n")).contains(Self.trimmed(block.lines)), "\(path)")
        }
    }

    @Test("adds lines below lines that are there")
    func anchors() throws {
        let block = try #require(
            try Document("docs/adding-a-tool.md").blocks.first { $0.lead.contains("EmbeddedTools.swift") }
        )
        guard case .added(let path, let anchor)? = DocumentedFile(block) else {
            Issue.record("\(block.lead)")
            return
        }
        let lines = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8).components(
            separatedBy: "\n"
        )
        #expect(Self.trimmed(lines).contains(anchor))
        #expect(block.lines.map { $0.trimmingCharacters(in: .whitespaces) } == ["ReportTimeKind(),"])
    }

    @Test("tells a package of one's own which products to use")
    func products() throws {
        let manifest = try String(contentsOfFile: "\(Repository.root)/Package.swift", encoding: .utf8)
        let products = Set(manifest.matches(of: /\.library\(name: "([A-Za-z]+)"/).map { String($0.1) })
        let block = try #require(
            try Document("docs/adding-a-tool.md").blocks.first { $0.lines.contains("import PackageDescription") }
        )
        let used = block.lines.joined().matches(of: /\.product\(name: "([A-Za-z]+)"/).map { String($0.1) }
        #expect(Set(used) == ["AgentRuntime", "AgentTesting", "ChatService"])
        #expect(products.isSuperset(of: used))
    }
}
