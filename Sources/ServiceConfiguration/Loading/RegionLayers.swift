import Foundation

/// What one region's settings are made of: what all regions share, in `base.yaml`, and the region's own file over it.
public struct RegionLayers: Sendable {
    /// What regions share; `nil` where there is no such file.
    let base: YAMLNode?
    let region: YAMLNode

    /// - Throws: ``ConfigurationError`` for a text that is not YAML.
    init(base: YAMLNode?, region path: String, environment: [String: String]) throws(ConfigurationError) {
        self.base = base
        self.region = try YAMLNode(parsing: textOfFile(at: path), file: path, environment: environment)
    }

    /// The file that all regions share, if the folder has one.
    static func base(in directory: String, environment: [String: String]) throws(ConfigurationError) -> YAMLNode? {
        let path = "\(directory)/base.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let node = try YAMLNode(parsing: textOfFile(at: path), file: path, environment: environment)
        if case .mapping = node.content { return node }
        guard !node.isNull else { return nil }
        throw node.location.error("What regions share must be a mapping of keys to values, as in a region's file.")
    }

    /// The region's values over the shared ones, key by key.
    var merged: YAMLNode {
        guard let base else { return self.region }
        let merged = self.region.merged(over: base)
        // What is missing is missing in the region's file.
        return YAMLNode(content: merged.content, location: self.region.location)
    }
}
