import AgentRuntime

/// The arguments of a tool that its schema wants repeated in header fields (`x-mcp-header`), so that what stands before the
/// server can route by them without reading bodies.
struct MirroredArguments: Equatable, Sendable {
    private static let annotation = "x-mcp-header"

    /// Header fields, by the path of the argument.
    private var fields: [[String]: String] = [:]

    /// - Throws: ``MCPToolDescription/Mistake`` where an annotation is not as it must be. Such a tool must not be called.
    init(_ schema: JSONValue) throws(MCPToolDescription.Mistake) {
        var names: Set<String> = []
        try self.collect(schema, at: [], &names)
    }

    private mutating func collect(
        _ schema: JSONValue,
        at path: [String],
        _ names: inout Set<String>
    ) throws(MCPToolDescription.Mistake) {
        for (keyword, value) in (schema.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            switch keyword {
            case Self.annotation where !path.isEmpty:
                guard let name = value.string, Self.isToken(name) else {
                    throw .init("\(Self.annotation) of \(path.joined(separator: "/")) cannot name a header field")
                }
                guard ["string", "integer", "boolean"].contains(schema["type"]?.string) else {
                    throw .init(
                        "\(Self.annotation) of \(path.joined(separator: "/")) needs a text, a whole number or a bool"
                    )
                }
                guard names.insert(name.lowercased()).inserted else {
                    throw .init("\(Self.annotation) \(name) is there twice")
                }
                self.fields[path] = MCPProtocol.Header.parameterPrefix + name
            case Self.annotation:
                throw .init("\(Self.annotation) stands where there is no argument")
            case "properties":
                for (name, property) in (value.object ?? [:]).sorted(by: { $0.key < $1.key }) {
                    try self.collect(property, at: path + [name], &names)
                }
            case "default", "examples", "const", "enum":
                break  // Data, whatever it looks like.
            default:
                // What is only there in some cases, or any number of times, cannot be one field.
                guard !Self.isAnnotated(value) else {
                    throw .init("\(Self.annotation) stands below \(keyword), where there is no one argument")
                }
            }
        }
    }

    /// The header fields for these arguments; those left out have none.
    func headers(for arguments: JSONValue) -> [String: String] {
        var headers: [String: String] = [:]
        for (path, field) in self.fields {
            var value: JSONValue? = arguments
            for name in path { value = value?[name] }
            switch value {
            case .string(let text)?: headers[field] = MCPHeaderValue.encoded(text)
            case .integer(let number)?: headers[field] = "\(number)"
            case .bool(let flag)?: headers[field] = flag ? "true" : "false"
            default: break
            }
        }
        return headers
    }

    /// The schema without annotations, which mean nothing to a model.
    static func removed(from schema: JSONValue) -> JSONValue {
        guard var members = schema.object else { return schema }
        members[Self.annotation] = nil
        if let properties = members["properties"]?.object {
            members["properties"] = .object(properties.mapValues(Self.removed))
        }
        return .object(members)
    }

    private static func isAnnotated(_ json: JSONValue) -> Bool {
        switch json {
        case .object(let members): members[self.annotation] != nil || members.values.contains(where: self.isAnnotated)
        case .array(let elements): elements.contains(where: self.isAnnotated)
        default: false
        }
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
