public import AgentRuntime

extension Tool {
    /// Checks that the tool's schema and its arguments say the same: what the schema allows can be decoded, each property is
    /// read, and what is required cannot be left out while everything else can. Objects within are checked as well.
    ///
    /// A tool that takes ``JSONValue`` has nothing but its schema, and passes if that is one.
    /// - Parameter samples: values to try for properties whose schema does not say enough, such as a string that only counts
    ///   if it is a phone number.
    /// - Throws: ``SchemaDisagreement``, with all that was found.
    public func verifySchema(samples: [String: JSONValue] = [:]) throws(SchemaDisagreement) {
        var check = SchemaCheck<Arguments>(schema: self.definition.parameters, samples: samples)
        check.run()
        if !check.findings.isEmpty {
            throw SchemaDisagreement(tool: self.definition.name, findings: check.findings)
        }
    }
}

/// A tool whose schema and arguments do not say the same.
public struct SchemaDisagreement: Error, Hashable, CustomStringConvertible {
    /// What the tool is called.
    public let tool: String
    /// What is wrong, a sentence each.
    public let findings: [String]

    /// Which tool it is, and all that is wrong with it.
    public var description: String {
        "The schema and the arguments of \(self.tool) differ. \(self.findings.joined(separator: " "))"
    }
}

/// Tries a schema out on the arguments it stands beside.
private struct SchemaCheck<Arguments: Decodable> {
    let schema: JSONSchema
    let samples: [String: JSONValue]
    private(set) var findings: [String] = []
    /// A value that the schema allows, with every property in it.
    private var whole: JSONValue = .null

    init(schema: JSONSchema, samples: [String: JSONValue]) {
        self.schema = schema
        self.samples = samples
    }

    mutating func run() {
        guard self.schema.json["type"] == "object" else {
            self.findings.append("The schema must be of type object.")
            return
        }
        for name in self.schema.required where self.schema.properties[name] == nil {
            self.findings.append("\"\(name)\" is required and no property.")
        }
        guard Arguments.self != JSONValue.self, self.findings.isEmpty else { return }
        self.whole = .object(self.schema.properties.mapValues(\.sample).merging(self.samples) { _, given in given })
        do {
            self.whole = try self.schema.validated(self.whole)
        } catch {
            self.findings.append("The schema refuses \(self.whole): \(error). Give a sample that it allows.")
            return
        }
        switch Result(catching: { try self.whole.decoded(as: Arguments.self) }) {
        case .failure(let error):
            self.findings.append("The schema allows \(self.whole), which cannot be decoded: \(error)")
        case .success(let arguments):
            self.check(self.schema, at: [])
            for child in Mirror(reflecting: arguments).children where "\(child.value)" == "nil" {
                self.findings.append("No property of the schema sets \"\(child.label ?? "?")\".")
            }
        }
    }

    /// Checks what the schema of the object at `path` says of its properties.
    private mutating func check(_ schema: JSONSchema, at path: [String]) {
        for (name, property) in schema.properties.sorted(by: { $0.key < $1.key }) {
            let place = path + [name]
            let title = "\"\(place.joined(separator: "."))\""
            for value in property.json["enum"]?.array ?? [] where !self.decodes(with: value, at: place) {
                self.findings.append("\(title) may be \(value), which cannot be decoded.")
            }
            if !self.reads(place) { self.findings.append("\(title) is not read.") }
            let isRequired = schema.required.contains(name)
            if self.decodes(with: nil, at: place) == isRequired {
                self.findings.append(
                    isRequired
                        ? "\(title) is required, and can be decoded without."
                        : "\(title) may be left out, and cannot be decoded without."
                )
            }
            self.check(property, at: place)
            if let items = property.json["items"] { self.check(JSONSchema(items), at: place + ["0"]) }
        }
    }

    private func decodes(with value: JSONValue?, at path: [String]) -> Bool {
        self.decoded(with: value, at: path) != nil
    }

    /// Whether the value at `path` makes a difference: one of another type is refused, or arrives.
    private func reads(_ path: [String]) -> Bool {
        let strangers: [JSONValue] = [true, 7, "?", ["?": "?"], [["?"]]]
        let decoded = strangers.map { self.decoded(with: $0, at: path) }
        return decoded.contains(nil) || Set(decoded).count > 1
    }

    /// What the whole decodes to with another value at `path`, or without one, in words; `nil` if it does not.
    private func decoded(with value: JSONValue?, at path: [String]) -> String? {
        let changed = self.whole.replacing(path[...], with: value)
        return (try? changed?.decoded(as: Arguments.self)).map { "\($0)" }
    }
}

extension JSONValue {
    /// The value with another one at `path`, or without any there.
    fileprivate func replacing(_ path: ArraySlice<String>, with value: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return value }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            members[step] = members[step].flatMap { $0.replacing(rest, with: value) }
            return .object(members)
        case .array(let elements):
            return .array(elements.compactMap { $0.replacing(rest, with: value) })
        default:
            return self
        }
    }
}
