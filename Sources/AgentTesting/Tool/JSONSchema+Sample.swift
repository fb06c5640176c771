import AgentRuntime

extension JSONSchema {
    /// A value that the schema allows, as far as it says what it wants, with every property in it.
    var sample: JSONValue {
        if let given = self.json["const"] ?? self.json["enum"]?[0] ?? self.json["examples"]?[0] { return given }
        if let choice = self.json["anyOf"]?[0] { return JSONSchema(choice).sample }
        switch self.json["type"]?.string ?? self.json["type"]?[0]?.string {
        case "integer", "number": return self.json["minimum"] ?? self.json["maximum"] ?? 0
        case "boolean": return true
        case "null": return nil
        case "object": return .object(self.properties.mapValues(\.sample))
        case "array":
            let element = JSONSchema(self.json["items"] ?? [:]).sample
            return .array(Array(repeating: element, count: max(1, self.json["minItems"]?.integer ?? 1)))
        default:
            if self.json["format"] == "date" { return "2026-11-23" }
            return .string(String(repeating: "x", count: max(1, self.json["minLength"]?.integer ?? 1)))
        }
    }
}
