import AgentRuntime
import AgentTesting
import Foundation
import ServiceConfiguration

@testable import ChatService

/// The shipped configuration and prompts in a folder of their own, for a test to change and check.
final class CheckedFolder: Sendable {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
        for name in ["config", "Prompts"] {
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/\(name)",
                toPath: "\(self.folder.path)/\(name)"
            )
        }
    }

    /// Where it is.
    var path: String { self.folder.path }

    /// Adds text at the end of a file, or makes the file.
    func append(_ text: String, to file: String) throws {
        let path = "\(self.folder.path)/\(file)"
        let old = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try (old + text).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Replaces a text in a file that has it.
    func change(_ old: String, to new: String, in file: String) throws {
        let path = "\(self.folder.path)/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// How many lines a file has.
    func lines(of file: String) throws -> Int {
        try String(contentsOfFile: "\(self.folder.path)/\(file)", encoding: .utf8).count { $0.isNewline }
    }

    /// The prompt of a region, as its model reads it.
    func prompt(of region: String) async throws -> String {
        let configuration = try LoadedConfiguration.load(
            directory: "\(self.folder.path)/config",
            environment: ["CHAT_SERVICE_DATA_DIR": "\(self.folder.path)/var"]
        )
        let assembly = try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
        await assembly.shutdown()
        return assembly.agents[RegionID(rawValue: region)]?.prompt.text ?? ""
    }

    /// What the check finds, with paths below this folder.
    func findings(
        _ severity: ConfigurationFinding.Severity,
        online: Bool = false,
        environment: [String: String] = [:]
    ) async throws -> [String] {
        let configuration = try LoadedConfiguration.load(
            directory: "\(self.folder.path)/config",
            environment: environment.merging(["CHAT_SERVICE_DATA_DIR": "\(self.folder.path)/var"]) { own, _ in own }
        )
        let check = ConfigurationCheck(
            configuration: configuration,
            environment: try .init(configuration.service, logger: .silent)
        )
        return await check.report(online: online).findings.filter { $0.severity == severity }
            .map { "\($0)".replacing("\(self.folder.path)/", with: "") }
    }
}
