/// A conversation given to a person: what whoever takes it over needs to know.
public struct Handoff: Hashable, Sendable, Codable {
    /// Why, in the model's words.
    public var reason: String
    /// Where it is to be taken up, as the tool's settings say, such as `service` or `queue_code`.
    public var route: [String: String]

    public init(reason: String, route: [String: String] = [:]) {
        self.reason = reason
        self.route = route
    }

    /// The handoff's own members in frames.
    var json: JSONValue { ["reason": .string(self.reason), "route": .object(self.route.mapValues { .string($0) })] }
}
