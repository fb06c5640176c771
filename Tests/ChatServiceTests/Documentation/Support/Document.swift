import Foundation

/// A page of the documentation, taken apart.
struct Document: Sendable, CustomStringConvertible {
    /// A fenced example.
    struct Block: Sendable {
        let language: String
        let lines: [String]
        /// The last paragraph between it and the block before, in one line.
        let lead: String
        /// The heading of the second level that it stands under.
        let chapter: String
        /// The line of the page on which it begins.
        let number: Int
    }

    /// From the repository's root, such as `docs/regions.md`.
    let path: String
    let blocks: [Block]
    /// The lines outside of examples.
    let text: [String]

    static let all = [
        "README.md", "docs/adding-a-tool.md", "docs/architecture.md", "docs/benchmarks.md", "docs/conformance.md",
        "docs/limits.md",
        "docs/mcp.md",
        "docs/models.md", "docs/operations.md", "docs/protocol.md", "docs/regions.md", "docs/security.md",
    ]

    init(_ path: String) throws {
        self.path = path
        var blocks: [Block] = []
        var text: [String] = []
        var open: (language: String, lines: [String], number: Int)?
        var chapter = ""
        var lead = ""
        let page = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
        for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated()
        {
            switch (line.hasPrefix("```"), open) {
            case (true, let block?):
                blocks.append(
                    Block(
                        language: block.language,
                        lines: block.lines,
                        lead: lead,
                        chapter: chapter,
                        number: block.number
                    )
                )
                (open, lead) = (nil, "")
            case (true, nil): open = (String(line.dropFirst(3)), [], index + 1)
            case (false, _?): open?.lines.append(line)
            case (false, nil):
                if line.hasPrefix("## ") { chapter = String(line.dropFirst(3)) }
                if !line.isEmpty { lead = text.last?.isEmpty == false ? "\(lead) \(line)" : line }
                text.append(line)
            }
        }
        self.blocks = blocks
        self.text = text
    }

    var description: String { self.path }

    /// What stands in backticks, outside of examples.
    var code: [String] {
        self.text.joined(separator: "\n").matches(of: /`([^`\n]+)`/).map { String($0.1) }
    }

    /// The targets of links.
    var links: [String] {
        self.text.joined(separator: "\n").matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
    }

    /// What links can point at: headings as they are found in an address.
    var anchors: Set<String> {
        Set(
            self.text.filter { $0.hasPrefix("#") }.map { heading in
                heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                    .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                    .replacing(" ", with: "-")
            }
        )
    }

    /// The names in the first column of the table below a heading.
    func names(under heading: String) -> [String] {
        let isHeading: (String) -> Bool = { line in
            line.hasPrefix("#") && line.trimmingCharacters(in: CharacterSet(charactersIn: "#` ")) == heading
        }
        let below = self.text.drop { !isHeading($0) }.dropFirst()
        let rows = below.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        return rows.flatMap { row in
            (row.split(separator: "|").first ?? "").matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }
}
