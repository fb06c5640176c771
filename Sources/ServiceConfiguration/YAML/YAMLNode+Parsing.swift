import Yams

extension YAMLNode {
    /// Reads a text that holds one document.
    /// - Parameters:
    ///   - file: what messages call the text.
    ///   - environment: the variables that `${NAME}` may stand for.
    init(parsing text: String, file: String, environment: [String: String]) throws(ConfigurationError) {
        let whole = ConfigurationLocation(file: file)
        let root: Node?
        do {
            // What a scalar is, is decided when it is read; Yams would try eight expressions on each.
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw Self.error(for: error, in: text, whole)
        } catch {
            throw whole.error("This is not valid YAML: \(error).")
        }
        guard let root else { throw whole.error("The file is empty. Write its settings, or remove it.") }
        try self.init(root, at: nil, in: whole, VariableSubstitution(environment: environment))
        if self.isNull { throw whole.error("The file is empty. Write its settings, or remove it.") }
    }

    private init(
        _ node: Node,
        at key: ConfigurationLocation?,
        in whole: ConfigurationLocation,
        _ variables: VariableSubstitution
    ) throws(ConfigurationError) {
        let location = key ?? ConfigurationLocation(file: whole.file, line: node.mark?.line)
        self.location = location
        switch node {
        case .scalar(let scalar):
            self.content = .scalar(try YAMLScalar(scalar, at: location, variables))
        case .sequence(let elements):
            var nodes: [YAMLNode] = []
            for element in elements { nodes.append(try YAMLNode(element, at: nil, in: whole, variables)) }
            self.content = .sequence(nodes)
        case .mapping(let pairs):
            var entries: [Entry] = []
            for (key, value) in pairs {
                let line = ConfigurationLocation(file: whole.file, line: key.mark?.line)
                guard case .scalar(let name) = key else {
                    throw line.error("A key must be a text. Put it on one line.")
                }
                if name.string == "<<", name.style == .plain {
                    throw line.error("Merge keys (\"<<\") are not read. Write the keys out.")
                }
                if entries.contains(where: { $0.key == name.string }) {
                    throw line.error("The key \"\(name.string)\" appears twice. Keep one of them.")
                }
                entries.append(Entry(key: name.string, value: try YAMLNode(value, at: line, in: whole, variables)))
            }
            self.content = .mapping(entries)
        case .alias:
            throw location.error("The alias means nothing here. Write the value out.")
        }
    }

    private static func error(
        for error: YamlError,
        in text: String,
        _ whole: ConfigurationLocation
    ) -> ConfigurationError {
        func invalid(_ problem: String, line: Int) -> ConfigurationError {
            ConfigurationLocation(file: whole.file, line: line)
                .error("This is not valid YAML: \(problem). \(Self.remedy(for: problem))")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // What is never closed is found out at the end of the file, but must be mended where it was opened.
            let opened = problem.contains("end of stream") ? context?.mark : nil
            return invalid(problem, line: (opened ?? mark).line)
        case .reader(let problem, let offset, _, _):
            return invalid(problem, line: 1 + text.prefix(offset ?? 0).count { $0.isNewline })
        case .duplicatedKeysInMapping(let keys, let context):
            return ConfigurationLocation(file: whole.file, line: context.mark.line)
                .error("The key \"\(keys.first ?? "")\" appears here and again further down. Keep one of them.")
        default:
            return whole.error("This is not valid YAML: \(error).")
        }
    }

    private static func remedy(for problem: String) -> String {
        if problem.contains("mapping values are not allowed") {
            return "Check the indentation, and put quotes around a text that contains \": \"."
        }
        if problem.contains("cannot start any token") {
            return "Indent with spaces, never with tabs, "
                + "and put quotes around a text that begins with a special character."
        }
        if problem.contains("but found another document") {
            return "Keep one document in a file: remove \"---\" and what follows, or move it to a file of its own."
        }
        if problem.contains("undefined alias") {
            return "Put quotes around a text that begins with \"*\"."
        }
        return "Check the indentation, and that every quote and bracket is closed."
    }
}

extension YAMLScalar {
    fileprivate init(
        _ scalar: Node.Scalar,
        at location: ConfigurationLocation,
        _ variables: VariableSubstitution
    ) throws(ConfigurationError) {
        let written = scalar.string
        let hasNoQuotes = scalar.style == .plain || scalar.style == .any
        self.written = written
        self.isNull = hasNoQuotes && ["", "~", "null", "Null", "NULL"].contains(written)
        self.text = try variables.text(byFilling: written, at: location)
        self.isPlain = hasNoQuotes || self.text != written
    }
}
