extension JSONSchema {
    /// What is wrong with a value, and where.
    public struct Violation: Error, Hashable, CustomStringConvertible {
        /// JSON Pointer (RFC 6901) to the value that is wrong; empty for the whole.
        public let path: String
        /// What it must be, for the model to read.
        public let reason: String

        public var description: String { "\(self.path.isEmpty ? "The arguments" : self.path): \(self.reason)" }
    }

    /// The value as the schema wants it, with harmless differences mended: `"13"` for 13, `"true"` for true, 13.0 for 13,
    /// 13 for `"13"`.
    /// - Throws: the first ``Violation``.
    public func validated(_ value: JSONValue) throws(Violation) -> JSONValue {
        try self.validated(value, at: "")
    }

    private func validated(_ value: JSONValue, at path: String) throws(Violation) -> JSONValue {
        var value = try self.typed(value, at: path)
        if let allowed = self.json["enum"]?.array, !allowed.contains(value) {
            guard let folded = Self.match(value, among: allowed) else {
                throw Violation(
                    path: path,
                    reason: "must be one of \(allowed.map(\.description).joined(separator: ", "))"
                )
            }
            value = folded
        }
        if let constant = self.json["const"], value != constant {
            throw Violation(path: path, reason: "must be \(constant)")
        }
        if let choices = self.json["anyOf"]?.array {
            value = try Self.fitted(value, to: choices, at: path)
        }
        switch value {
        case .object(let members): return try self.validatedObject(members, at: path)
        case .array(let elements): return try self.validatedArray(elements, at: path)
        case .string(let text): try self.checkString(text, at: path)
        case .integer, .number: try self.checkNumber(value, at: path)
        case .null, .bool: break
        }
        return value
    }

    /// The value with its type checked and, where that is harmless, changed.
    private func typed(_ value: JSONValue, at path: String) throws(Violation) -> JSONValue {
        let types: [String]
        switch self.json["type"] {
        case .string(let type)?: types = [type]
        case .array(let list)?: types = list.compactMap(\.string)
        default: return value
        }
        for type in types where Self.matches(value, type) { return value }
        for type in types {
            if let coerced = Self.coerced(value, to: type) { return coerced }
        }
        throw Violation(path: path, reason: "must be of type \(types.joined(separator: " or ")), not \(value.kind)")
    }

    private static func matches(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number),
            ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    private static func coerced(_ value: JSONValue, to type: String) -> JSONValue? {
        switch (type, value) {
        case ("integer", .string(let text)): Int(text).map { .integer($0) }
        case ("integer", .number(let number)): Int(exactly: number).map { .integer($0) }
        case ("number", .string(let text)): Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case ("boolean", .string("true")): .bool(true)
        case ("boolean", .string("false")): .bool(false)
        case ("string", .integer(let number)): .string("\(number)")
        default: nil
        }
    }

    /// The allowed string that differs from `value` in case alone.
    private static func match(_ value: JSONValue, among allowed: [JSONValue]) -> JSONValue? {
        guard let text = value.string else { return nil }
        return allowed.first { $0.string?.lowercased() == text.lowercased() }
    }

    /// The value as the first of `choices` that it fits as it is, or else the first that mends it, wants it.
    private static func fitted(
        _ value: JSONValue,
        to choices: [JSONValue],
        at path: String
    ) throws(Violation) -> JSONValue {
        var mended: JSONValue?
        for choice in choices {
            do throws(Violation) {
                let valid = try JSONSchema(choice).validated(value, at: path)
                if valid == value { return value }
                mended = mended ?? valid
            } catch {
                continue
            }
        }
        if let mended { return mended }
        throw Violation(path: path, reason: "fits none of the \(choices.count) forms it may have")
    }

    private func validatedObject(_ members: [String: JSONValue], at path: String) throws(Violation) -> JSONValue {
        let properties = self.properties
        for name in self.required where members[name] == nil {
            throw Violation(path: path, reason: "'\(name)' is missing")
        }
        var result = members
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let place = "\(path)/\(name)"
            if let schema = properties[name] {
                if value == .null, !self.required.contains(name), (try? schema.typed(.null, at: place)) == nil {
                    result[name] = nil  // Models write null for "left out".
                } else {
                    result[name] = try schema.validated(value, at: place)
                }
            } else if self.json["additionalProperties"] == .bool(false) {
                let known = properties.keys.sorted().joined(separator: ", ")
                throw Violation(path: place, reason: "is not a parameter; there are \(known.isEmpty ? "none" : known)")
            } else if let schema = self.json["additionalProperties"], schema.object != nil {
                result[name] = try JSONSchema(schema).validated(value, at: place)
            }
        }
        return .object(result)
    }

    private func validatedArray(_ elements: [JSONValue], at path: String) throws(Violation) -> JSONValue {
        if let minimum = self.json["minItems"]?.integer, elements.count < minimum {
            throw Violation(path: path, reason: "must have at least \(minimum) elements")
        }
        if let maximum = self.json["maxItems"]?.integer, elements.count > maximum {
            throw Violation(path: path, reason: "must have at most \(maximum) elements")
        }
        guard let items = self.json["items"], items.object != nil else { return .array(elements) }
        var result: [JSONValue] = []
        for (index, element) in elements.enumerated() {
            result.append(try JSONSchema(items).validated(element, at: "\(path)/\(index)"))
        }
        return .array(result)
    }

    private func checkString(_ text: String, at path: String) throws(Violation) {
        if let minimum = self.json["minLength"]?.integer, text.unicodeScalars.count < minimum {
            throw Violation(path: path, reason: "must have at least \(minimum) characters")
        }
        if let maximum = self.json["maxLength"]?.integer, text.unicodeScalars.count > maximum {
            throw Violation(path: path, reason: "must have at most \(maximum) characters")
        }
        if self.json["format"] == "date", CalendarDate(text) == nil {
            throw Violation(path: path, reason: "must be a date as 2026-11-23")
        }
    }

    private func checkNumber(_ value: JSONValue, at path: String) throws(Violation) {
        guard let number = value.double else { return }
        if let minimum = self.json["minimum"], let limit = minimum.double, number < limit {
            throw Violation(path: path, reason: "must be at least \(minimum)")
        }
        if let maximum = self.json["maximum"], let limit = maximum.double, number > limit {
            throw Violation(path: path, reason: "must be at most \(maximum)")
        }
    }
}
