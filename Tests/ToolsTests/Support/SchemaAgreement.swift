import AgentRuntime
import Testing

/// Checks that a tool's arguments and its schema say the same: each property is read, and what is required cannot be
/// left out while everything else can.
func expectSchemaToAgree<T: Tool>(_ tool: T, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let schema = tool.definition.parameters
    let name = tool.definition.name
    let full = schema.properties.mapValues { sample(of: $0) }
    let arguments: T.Arguments = try schema.validated(.object(full)).decoded()
    let read = Mirror(reflecting: arguments).children
    #expect(read.count == full.count, "\(name) reads \(read.count) of \(full.count)", sourceLocation: sourceLocation)
    for child in read where "\(child.value)" == "nil" {
        Issue.record("\(name) does not read \(child.label ?? "?")", sourceLocation: sourceLocation)
    }
    #expect(Set(schema.required).isSubset(of: full.keys), sourceLocation: sourceLocation)
    for left in full.keys.sorted() {
        let rest = JSONValue.object(full.filter { $0.key != left })
        let decodes = (try? rest.decoded(as: T.Arguments.self)) != nil
        #expect(decodes != schema.required.contains(left), "\(name) without \(left)", sourceLocation: sourceLocation)
    }
}

private func sample(of schema: JSONSchema) -> JSONValue {
    if let first = schema.json["enum"]?[0] { return first }
    switch schema.json["type"]?.string {
    case "integer": return schema.json["minimum"] ?? 0
    case "boolean": return true
    default: return schema.json["format"] == "date" ? "2026-11-23" : "x"
    }
}
