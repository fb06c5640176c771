extension RegionTool {
    /// A URL in a tool's settings.
    public struct Address: Hashable, Sendable {
        /// Scheme, host and port: `https://tools.example.org`. The rest may hold what is filled in by each call.
        public let origin: String
        public let location: ConfigurationLocation
    }

    /// The servers that the settings name, each once: the values of the keys `url` and those that end in `_url`.
    public var addresses: [Address] {
        var seen: Set<String> = []
        return self.settings.node.addresses.filter { seen.insert($0.origin).inserted }
    }
}

extension YAMLNode {
    fileprivate var addresses: [RegionTool.Address] {
        switch self.content {
        case .scalar: []
        case .sequence(let elements): elements.flatMap(\.addresses)
        case .mapping(let entries):
            entries.flatMap { entry -> [RegionTool.Address] in
                guard case .scalar(let scalar) = entry.value.content else { return entry.value.addresses }
                guard entry.key == "url" || entry.key.hasSuffix("_url"), let origin = Self.origin(of: scalar.text)
                else {
                    return []
                }
                return [RegionTool.Address(origin: origin, location: entry.value.location)]
            }
        }
    }

    private static func origin(of url: String) -> String? {
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), let scheme = url.firstRange(of: "://") else {
            return nil
        }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return authority.isEmpty ? nil : "\(url[..<scheme.upperBound])\(authority)"
    }
}
