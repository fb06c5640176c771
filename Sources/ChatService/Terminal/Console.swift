import Foundation

/// The terminal: plain text, and colour where somebody looks.
struct Console: Sendable {
    private let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Writes without ending the line.
    func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Writes a line.
    func line(_ text: String = "") {
        self.write("\(text)\n")
    }

    /// The text, less prominent on a terminal.
    func dim(_ text: String) -> String { self.styled(text, "2") }

    /// The text, more prominent on a terminal.
    func bold(_ text: String) -> String { self.styled(text, "1") }

    /// The text, marked as an error on a terminal.
    func red(_ text: String) -> String { self.styled(text, "31") }

    /// The text, marked as a tool's on a terminal.
    func cyan(_ text: String) -> String { self.styled(text, "36") }

    private func styled(_ text: String, _ code: String) -> String {
        self.isTerminal ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// The lines that are typed, until the end of the input.
    func input() -> AsyncStream<String> {
        AsyncStream { continuation in
            // A thread of its own, since reading blocks.
            Thread.detachNewThread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }
        }
    }
}
