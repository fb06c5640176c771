/// Decodes one node of a document, and remembers what of it was read.
struct NodeDecoder: Decoder {
    let node: YAMLNode
    let codingPath: [any CodingKey]
    let asked: AskedKeys

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The node's name for messages: `limits.steps`, `tools[2]`.
    var name: String { Self.name(of: self.codingPath) }

    /// Decodes `node` as a whole.
    /// - Throws: ``ConfigurationError`` for the first mistake, a key that `type` does not read among them.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from node: YAMLNode,
        at path: [any CodingKey]
    ) throws(ConfigurationError) -> Value {
        let decoder = NodeDecoder(node: node, codingPath: path, asked: AskedKeys())
        do {
            let value = try Value(from: decoder)
            try decoder.asked.check(node)
            return value
        } catch let error as ConfigurationError {
            throw error
        } catch let error as DecodingError {
            throw decoder.located(error)
        } catch {
            throw node.location.error("\(decoder.name): \(error)")
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping = self.node.content else { throw self.mismatch("a mapping of keys to values") }
        return KeyedDecodingContainer(NodeKeyedContainer(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .sequence(let elements) = self.node.content else { throw self.mismatch("a list") }
        return NodeUnkeyedContainer(decoder: self, elements: elements)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        NodeSingleValueContainer(decoder: self)
    }

    /// The decoder of a part that is read through a container of its own, or by a superclass.
    func nested(_ node: YAMLNode, at key: any CodingKey) -> NodeDecoder {
        NodeDecoder(node: node, codingPath: self.codingPath + [key], asked: self.asked.keys(below: node))
    }

    /// The value is not what the type needs.
    func mismatch(_ expected: String) -> ConfigurationError {
        self.node.isNull
            ? self.node.location.error("\(self.name) has no value. Write \(expected).")
            : self.node.location.error("\(self.name) must be \(expected), not \(self.node.summary).")
    }

    /// A mistake that a type found in its own values.
    private func located(_ error: DecodingError) -> ConfigurationError {
        let context: DecodingError.Context
        switch error {
        case .dataCorrupted(let found), .typeMismatch(_, let found), .valueNotFound(_, let found),
            .keyNotFound(_, let found):
            context = found
        @unknown default:
            return self.node.location.error("\(self.name): \(error)")
        }
        let culprit = self.node.descendant(at: context.codingPath.dropFirst(self.codingPath.count))
        var reason = context.debugDescription
        if case .scalar(let scalar) = culprit.content, scalar.text != scalar.written {
            reason = reason.replacing("\"\(scalar.text)\"", with: scalar.description)
            // Shorter ones are no secrets, and may be part of any word.
            if scalar.text.count > 3 { reason = reason.replacing(scalar.text, with: scalar.written) }
        }
        return culprit.location.error("\(Self.name(of: context.codingPath)): \(reason)")
    }

    static func name(of path: [any CodingKey]) -> String {
        var name = ""
        for key in path {
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += name.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return name.isEmpty ? "The document" : name
    }
}

/// A position in a list, counted from 0.
struct IndexKey: CodingKey {
    let index: Int
    var stringValue: String { "\(self.index)" }
    var intValue: Int? { self.index }

    init(_ index: Int) { self.index = index }
    init?(intValue: Int) { self.index = intValue }
    init?(stringValue: String) { nil }
}

/// A key of a mapping, of any name.
struct NameKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { self.stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension YAMLNode: Decodable {
    /// Takes the value as it is, to be read later.
    init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "Decode it with StrictYAMLDecoder."
                )
            )
        }
        decoder.asked.askForEverything()
        self = decoder.node
    }
}
