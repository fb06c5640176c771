/// Reads a list, one element after the other.
struct NodeUnkeyedContainer: UnkeyedDecodingContainer {
    let decoder: NodeDecoder
    let elements: [YAMLNode]
    private(set) var currentIndex = 0

    init(decoder: NodeDecoder, elements: [YAMLNode]) {
        self.decoder = decoder
        self.elements = elements
    }

    var codingPath: [any CodingKey] { self.decoder.codingPath }
    var count: Int? { self.elements.count }
    var isAtEnd: Bool { self.currentIndex >= self.elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try self.current().isNull else { return false }
        self.currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let path = self.codingPath + [IndexKey(self.currentIndex)]
        let value = try NodeDecoder.decode(type, from: self.current(), at: path)
        self.currentIndex += 1
        return value
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try self.next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try self.next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        try self.next()
    }

    private mutating func next() throws(ConfigurationError) -> NodeDecoder {
        let nested = self.decoder.nested(try self.current(), at: IndexKey(self.currentIndex))
        self.currentIndex += 1
        return nested
    }

    private func current() throws(ConfigurationError) -> YAMLNode {
        guard !self.isAtEnd else {
            let count = self.elements.count
            throw self.decoder.node.location.error(
                "\(self.decoder.name) has \(count) elements, which is too few. Add one."
            )
        }
        return self.elements[self.currentIndex]
    }
}
