/// A value and where it stands in the configuration.
public struct Located<Value: Sendable>: Sendable {
    public let value: Value
    public let location: ConfigurationLocation

    init(_ value: Value, at location: ConfigurationLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Value.self), at: decoder.location)
    }
}

extension Decoder {
    /// Where the value being decoded stands.
    var location: ConfigurationLocation {
        (self as? NodeDecoder)?.node.location ?? ConfigurationLocation(file: "configuration")
    }
}
