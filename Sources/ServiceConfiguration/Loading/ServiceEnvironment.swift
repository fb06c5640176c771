import Foundation

/// The variables the service is started with, those of an `.env` file among them.
public enum ServiceEnvironment {
    /// The variables of the file at `path` and, over them, those of `process`; without such a file, the latter alone.
    ///
    /// A line is `NAME=value`, also after `export`. A value in single quotes is taken as it is, one in double quotes knows
    /// `\n`, `\"` and `\\`; without quotes it ends before ` #`. Blank lines and lines that begin with `#` are skipped.
    /// - Throws: ``ConfigurationError`` with file and line, never with a value.
    public static func variables(
        process: [String: String],
        dotEnvAt path: String = ".env"
    ) throws(ConfigurationError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path), !isFolder(path) else { return process }
        var variables: [String: String] = [:]
        let lines = try textOfFile(at: path).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let location = ConfigurationLocation(file: path, line: index + 1)
            guard let (name, value) = try Self.variable(line, at: location) else { continue }
            variables[name] = value
        }
        return variables.merging(process) { _, fromProcess in fromProcess }
    }

    private static func variable(
        _ line: Substring,
        at location: ConfigurationLocation
    ) throws(ConfigurationError) -> (name: String, value: String)? {
        var text = line.trimmingCharacters(in: .whitespaces)
        if text.isEmpty || text.hasPrefix("#") { return nil }
        if text.hasPrefix("export ") { text = text.dropFirst(7).trimmingCharacters(in: .whitespaces) }
        guard let sign = text.firstIndex(of: "=") else {
            throw location.error("The line sets no variable. Write NAME=value, or begin the line with #.")
        }
        let name = text[..<sign].trimmingCharacters(in: .whitespaces)
        guard isVariableName(name) else {
            throw location.error("What stands before \"=\" names no variable. Use letters, digits and _.")
        }
        let value = text[text.index(after: sign)...].trimmingCharacters(in: .whitespaces)
        return (name, try Self.value(value, of: name, at: location))
    }

    private static func value(
        _ text: String,
        of name: String,
        at location: ConfigurationLocation
    ) throws(ConfigurationError) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            if text.hasPrefix("#") { return "" }
            let end = text.firstRange(of: " #")?.lowerBound ?? text.endIndex
            return text[..<end].trimmingCharacters(in: .whitespaces)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let tail = rest.trimmingCharacters(in: .whitespaces)
                guard tail.isEmpty || tail.hasPrefix("#") else { break }
                return value
            }
            if character == "\\", quote == "\"", let escaped = rest.popFirst() {
                value += escaped == "n" ? "\n" : escaped == "\"" || escaped == "\\" ? "\(escaped)" : "\\\(escaped)"
            } else {
                value.append(character)
            }
        }
        throw location.error("The quotes of \(name) do not enclose its value. Close them at the end of the line.")
    }
}
