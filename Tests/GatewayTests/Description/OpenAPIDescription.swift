import AgentRuntime
import Foundation

/// What `/openapi.json` promises, to hold answers against.
struct OpenAPIDescription {
    static let path = "\(Self.root)/Sources/Gateway/Description/openapi.json"
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let shipped = OpenAPIDescription(document: (try? JSONValue(parsing: Self.bytes())) ?? .null)

    let document: JSONValue

    static func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: Self.path))) }

    /// Such as `GET /health`.
    var operations: Set<String> {
        let paths = self.document["paths"]?.object ?? [:]
        return Set(
            paths.flatMap { path, item in
                (item.object ?? [:]).keys.filter { $0 != "parameters" }.map { "\($0.uppercased()) \(path)" }
            }
        )
    }

    /// What is wrong with an answer; `nil` for one that is as described, and for a path or method that is none.
    func fault(of status: Int, _ body: JSONValue, to method: String, _ target: String) -> String? {
        // Promised of every path, in words.
        if [400, 405, 431].contains(status), body["code"]?.string != nil { return nil }
        guard let (path, item) = self.item(target), method != "OPTIONS" else { return nil }
        let name = method == "HEAD" ? "GET" : method
        guard let operation = item[name.lowercased()] else {
            return status == 404 ? nil : "openapi.json describes no \(name) of \(path)"
        }
        guard let response = operation["responses"]?["\(status)"].map(self.resolved) else {
            return "openapi.json describes no \(status) of \(name) \(path)"
        }
        guard method != "HEAD", let schema = response["content"]?["application/json"]?["schema"] else { return nil }
        do {
            let checked = try JSONSchema(self.strict(schema)).validated(body)
            return checked == body ? nil : "\(name) \(path) answers \(status) with values of other types than described"
        } catch {
            return "\(name) \(path) answers \(status) with what openapi.json does not describe: \(error)"
        }
    }

    private func item(_ target: String) -> (path: String, item: JSONValue)? {
        let parts = target.prefix { $0 != "?" }.split(separator: "/")
        return (self.document["paths"]?.object ?? [:]).map { (path: $0.key, item: $0.value) }.sorted {
            $0.path > $1.path
        }
        .first { path, _ in
            let pattern = path.split(separator: "/")
            return pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }

    private func resolved(_ value: JSONValue) -> JSONValue { value.resolved(in: self.document) }

    /// The schema with references resolved, whose objects have no members but those they describe.
    private func strict(_ schema: JSONValue) -> JSONValue { schema.strictSchema(in: self.document) }
}

extension JSONValue {
    /// What a reference within `document` points at; the value itself where it is none.
    func resolved(in document: JSONValue) -> JSONValue {
        guard let reference = self["$ref"]?.string else { return self }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
            .resolved(in: document)
    }

    /// The schema with references resolved. Objects that list members have no others, unless it says so.
    func strictSchema(in document: JSONValue) -> JSONValue {
        switch self.resolved(in: document) {
        case .object(var members):
            for (key, value) in members where key != "properties" { members[key] = value.strictSchema(in: document) }
            if let properties = members["properties"]?.object {
                members["properties"] = .object(properties.mapValues { $0.strictSchema(in: document) })
                if members["additionalProperties"] == nil { members["additionalProperties"] = false }
            }
            return .object(members)
        case .array(let elements): return .array(elements.map { $0.strictSchema(in: document) })
        case let value: return value
        }
    }
}
