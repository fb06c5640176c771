import Foundation
import ServiceConfiguration

/// A folder of configuration and prompts for one test, gone after it.
final class ConfigurationFolder {
    let root: String
    var config: String { "\(self.root)/config" }

    /// A sound configuration of one region with one tool, in which `files` replace or join the given ones.
    init(_ files: [String: String] = [:], without removed: [String] = []) throws {
        self.root = FileManager.default.temporaryDirectory.appending(path: "conf-\(UUID().uuidString)").path()
        let sound = [
            "config/service.yaml": "default_region: lombardia\n",
            "config/models.yaml": "default: auto\n",
            "config/tools/prices.yaml": "kind: sports_price\nsettings:\n  visit: competitive\n",
            "config/regions/lombardia.yaml": Self.region("tools: [prices]\n"),
            "Prompts/lombardia/system.md": "Ciao.\n",
        ]
        for (path, text) in sound.merging(files, uniquingKeysWith: { $1 }) where !removed.contains(path) {
            try self.write(text, to: path)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.root)
    }

    /// A region's file: five lines that every region has, then `rest`.
    static func region(_ rest: String = "") -> String {
        "name: Lombardia\nagent: Agente\nassistant: Voce\nbrand: Marca\nprompt: lombardia/system.md\n\(rest)"
    }

    func write(_ text: String, to path: String) throws {
        try self.write(Data(text.utf8), to: path)
    }

    func write(_ data: Data, to path: String) throws {
        let url = URL(filePath: "\(self.root)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func load(environment: [String: String] = [:]) throws -> LoadedConfiguration {
        try LoadedConfiguration.load(directory: self.config, environment: environment)
    }

    /// What `body` throws, with paths below this folder; `nil` if it throws nothing.
    func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)".replacing("\(self.root)/", with: "")
        }
    }

    /// What is wrong with the configuration; `nil` if nothing is.
    func mistake(environment: [String: String] = [:]) -> String? {
        self.message { _ = try self.load(environment: environment) }
    }
}

/// Decodes `text` as the file `f.yaml`.
func decode<Value: Decodable>(
    _ type: Value.Type,
    _ text: String,
    environment: [String: String] = [:]
) throws -> Value {
    try StrictYAMLDecoder(environment: environment).decode(type, from: text, file: "f.yaml")
}

/// What is wrong with `text` as the file `f.yaml`; `nil` if nothing is.
func mistake<Value: Decodable>(
    _ type: Value.Type,
    _ text: String,
    environment: [String: String] = [:]
) -> String? {
    do {
        _ = try decode(type, text, environment: environment)
        return nil
    } catch {
        return "\(error)"
    }
}
