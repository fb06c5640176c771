/// Fills `${NAME}` and `${NAME:-default}` in from the environment; `$${` stands for `${` itself.
///
/// The default counts when the variable is not set or empty, as in a POSIX shell.
struct VariableSubstitution {
    let environment: [String: String]

    /// - Throws: ``ConfigurationError`` that names the variable which is not set.
    func text(
        byFilling text: String,
        at location: ConfigurationLocation
    ) throws(ConfigurationError) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var result = ""
        var rest = text[...]
        while let opening = rest.firstRange(of: "${") {
            let before = rest[..<opening.lowerBound]
            rest = rest[opening.upperBound...]
            if before.last == "$" {
                result += before.dropLast() + "${"
                continue
            }
            guard let closing = rest.firstIndex(of: "}") else {
                throw location.error("\"${\" is not closed. Add \"}\", or write \"$${\" for the characters themselves.")
            }
            result += before
            result += try self.value(of: rest[..<closing], at: location)
            rest = rest[rest.index(after: closing)...]
        }
        return result + rest
    }

    private func value(
        of expression: Substring,
        at location: ConfigurationLocation
    ) throws(ConfigurationError) -> String {
        let name: Substring
        let fallback: Substring?
        if let separator = expression.firstRange(of: ":-") {
            name = expression[..<separator.lowerBound]
            fallback = expression[separator.upperBound...]
        } else {
            name = expression
            fallback = nil
        }
        guard isVariableName(name) else {
            throw location.error(
                "\"${\(expression)}\" names no variable. "
                    + "Write ${NAME} or ${NAME:-default}, or \"$${\" for the characters themselves."
            )
        }
        let value = self.environment[String(name)]
        if let fallback { return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(fallback) }
        guard let value else {
            throw location.error(
                "The variable \(name) is not set. "
                    + "Set it in the environment or in .env, or give a default: ${\(name):-…}."
            )
        }
        return value
    }
}

/// Whether `name` can name an environment variable (POSIX.1, XBD 8.1, in either case).
func isVariableName(_ name: some StringProtocol) -> Bool {
    guard let first = name.first, first == "_" || (first.isASCII && first.isLetter) else { return false }
    return name.allSatisfy { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
}
