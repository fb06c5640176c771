/// Reads a mapping by its keys.
struct NodeKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { self.decoder.codingPath }

    var allKeys: [Key] {
        self.decoder.asked.askForEverything()
        guard case .mapping(let entries) = self.decoder.node.content else { return [] }
        return entries.compactMap { Key(stringValue: $0.key) }
    }

    func contains(_ key: Key) -> Bool {
        self.decoder.asked.ask(for: key.stringValue)
        return self.decoder.node[key.stringValue] != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try self.node(key).isNull
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try NodeDecoder.decode(type, from: self.node(key), at: self.codingPath + [key])
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try self.decoder.nested(self.node(key), at: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try self.decoder.nested(self.node(key), at: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try self.superDecoder(at: NameKey("super"))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try self.superDecoder(at: key)
    }

    private func superDecoder(at key: any CodingKey) throws -> any Decoder {
        try self.decoder.nested(self.node(key), at: key)
    }

    private func node(_ key: any CodingKey) throws(ConfigurationError) -> YAMLNode {
        self.decoder.asked.ask(for: key.stringValue)
        if let node = self.decoder.node[key.stringValue] { return node }
        let name = NodeDecoder.name(of: self.codingPath + [key])
        let location = self.decoder.node.location
        if case .mapping(let entries) = self.decoder.node.content {
            let unread = entries.filter { !self.decoder.asked.hasAsked(for: $0.key) }
            if let slip = didYouMean(key.stringValue, among: unread.map(\.key)) {
                let line = self.decoder.node[slip]?.location.line
                throw ConfigurationLocation(file: location.file, line: line ?? location.line)
                    .error("\(name) is missing. Is it what \"\(slip)\" was meant to be?")
            }
        }
        throw location.error("\(name) is missing. Add the key \"\(key.stringValue)\".")
    }
}
