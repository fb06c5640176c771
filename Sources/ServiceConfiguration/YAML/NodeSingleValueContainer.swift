/// Reads a value as a whole.
struct NodeSingleValueContainer: SingleValueDecodingContainer {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { self.decoder.codingPath }

    func decodeNil() -> Bool { self.decoder.node.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // The value checks its keys itself.
        self.decoder.asked.askForEverything()
        return try NodeDecoder.decode(type, from: self.decoder.node, at: self.codingPath)
    }

    func decode(_ type: String.Type) throws -> String {
        try self.scalar("a text").text
    }

    func decode(_ type: Bool.Type) throws -> Bool {
        let expected = "true or false, without quotes"
        let scalar = try self.scalar(expected)
        guard scalar.isPlain, let value = Bool(scalar.text) else { throw self.decoder.mismatch(expected) }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double { try self.number(type) }
    func decode(_ type: Float.Type) throws -> Float { try self.number(type) }
    func decode(_ type: Int.Type) throws -> Int { try self.integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try self.integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try self.integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try self.integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try self.integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try self.integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try self.integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try self.integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try self.integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try self.integer(type) }

    private func scalar(_ expected: String) throws(ConfigurationError) -> YAMLScalar {
        guard case .scalar(let scalar) = self.decoder.node.content, !scalar.isNull else {
            throw self.decoder.mismatch(expected)
        }
        return scalar
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(ConfigurationError) -> Value {
        let scalar = try self.scalar("a whole number")
        let digits = scalar.text.first == "-" ? scalar.text.dropFirst() : scalar.text[...]
        let isInteger = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
        guard scalar.isPlain, isInteger else { throw self.decoder.mismatch("a whole number, without quotes") }
        guard let value = Value(scalar.text) else {
            throw self.decoder.mismatch("a whole number from \(Value.min) to \(Value.max)")
        }
        return value
    }

    private func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(
        _ type: Value.Type
    ) throws(ConfigurationError) -> Value {
        let expected = "a number, without quotes and with a point for the decimals"
        let scalar = try self.scalar(expected)
        guard scalar.isPlain, scalar.text.allSatisfy({ "0123456789+-.eE".contains($0) }),
            let value = Value(scalar.text), value.isFinite
        else { throw self.decoder.mismatch(expected) }
        return value
    }
}
