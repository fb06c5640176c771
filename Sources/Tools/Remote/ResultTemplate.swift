import AgentRuntime

/// What a remote system's answer becomes for the model: any JSON, in which `{from: /pointer}` stands for what the answer says.
///
/// - `from` (JSON Pointer, or a list of them): the first place where something is found counts. Nothing, `null`, an empty
///   text, list or object count as nothing found.
/// - `type` (`string`, `number`, `integer`, `boolean`, `array` or `object`, default any): what must be found there.
/// - `count` (bool, default false): how many elements the list has that is found there, in its place.
/// - `default` (any JSON): counts where nothing is found. Without it the call fails.
struct ResultTemplate: Decodable, Sendable {
    private let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    init(from decoder: any Decoder) throws {
        self.json = try JSONValue(from: decoder)
        if let mistake = Self.mistake(in: self.json) {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: mistake))
        }
    }

    /// The result, with what `document` says in its places.
    /// - Throws: ``ToolFailure`` where something is missing that must be there.
    func filled(from document: JSONValue) throws(ToolFailure) -> JSONValue {
        try Self.fill(self.json, from: document)
    }

    private static func fill(_ template: JSONValue, from document: JSONValue) throws(ToolFailure) -> JSONValue {
        switch template {
        case .object(let members) where members["from"] != nil:
            return try self.find(members, in: document)
        case .object(let members):
            var filled: [String: JSONValue] = [:]
            for (name, member) in members { filled[name] = try self.fill(member, from: document) }
            return .object(filled)
        case .array(let elements):
            var filled: [JSONValue] = []
            for element in elements { filled.append(try self.fill(element, from: document)) }
            return .array(filled)
        default:
            return template
        }
    }

    private static func find(_ place: [String: JSONValue], in document: JSONValue) throws(ToolFailure) -> JSONValue {
        let pointers = self.pointers(of: place)
        for pointer in pointers {
            guard let value = document[pointer], !value.isNothing, value.isOf(place["type"]?.string) else { continue }
            if place["count"] == true, let elements = value.array { return .integer(elements.count) }
            return value
        }
        if let standard = place["default"] { return standard }
        let missing = pointers.last?.description.split(separator: "/").last ?? "answer"
        throw ToolFailure("The service's answer has no \(missing). Do not guess it.")
    }

    private static func pointers(of place: [String: JSONValue]) -> [JSONPointer] {
        let texts = place["from"]?.array ?? [place["from"] ?? ""]
        return texts.compactMap { $0.string.flatMap(JSONPointer.init) }
    }

    /// What is wrong with a template, for whoever wrote it.
    private static func mistake(in template: JSONValue) -> String? {
        switch template {
        case .object(let members) where members["from"] != nil:
            let count = members["from"]?.array?.count ?? 1
            guard self.pointers(of: members).count == count, count > 0 else {
                return "from must be a JSON Pointer such as /result/price, or a list of them."
            }
            if let type = members["type"], !JSONValue.typeNames.contains(type.string ?? "") {
                return "type must be one of \(JSONValue.typeNames.joined(separator: ", "))."
            }
            if let count = members["count"], count.bool == nil || members["type"] != "array" {
                return "count must be true or false, and needs type: array."
            }
            let unknown = members.keys.sorted().first { !["from", "type", "count", "default"].contains($0) }
            return unknown.map { "\"\($0)\" is not known beside from. There are type, count and default." }
        case .object(let members):
            return members.values.lazy.compactMap(self.mistake).first
        case .array(let elements):
            return elements.lazy.compactMap(self.mistake).first
        default:
            return nil
        }
    }
}

extension JSONValue {
    fileprivate static let typeNames = ["string", "number", "integer", "boolean", "array", "object"]

    fileprivate func isOf(_ type: String?) -> Bool {
        switch (type, self) {
        case (nil, _), ("string", .string), ("number", .integer), ("number", .number), ("integer", .integer),
            ("boolean", .bool), ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    /// Whether it tells nothing: `null`, or an empty text, list or object.
    var isNothing: Bool {
        switch self {
        case .null: true
        case .string(let text): text.allSatisfy(\.isWhitespace)
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .integer, .number: false
        }
    }
}
