import Foundation

/// Prints tables for people.
enum Report {
    static func line(_ text: String = "") {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// What is being done now, where somebody watches.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) != 0 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    static func table(_ title: String, _ findings: [Finding]) {
        self.progress("")
        let rows = findings.map { finding in
            [finding.what, finding.bar ?? "", finding.measured, finding.isMet.map { $0 ? "met" : "NOT MET" } ?? ""]
        }
        let widths = [54, 16, 46]
        self.line(title)
        for row in rows {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: max(1, width - cell.count))
            }
            let line = "  " + cells.joined() + row[3]
            self.line(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        self.line()
    }
}
