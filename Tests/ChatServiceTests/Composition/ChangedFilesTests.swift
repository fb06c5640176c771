import AgentRuntime
import AgentTesting
import Foundation
import ServiceConfiguration
import Testing

@testable import ChatService

/// What a running service makes of changes on disk, one look at a time.
@Suite("Files that change", .timeLimit(.minutes(1)))
struct ChangedFilesTests {
    /// A configuration of one region without tools, in force.
    private struct Live {
        let folder: TemporaryFolder
        let log = LogRecorder()
        let configuration: LiveConfiguration

        init(clock: any Clock<Duration> = ContinuousClock()) async throws {
            let folder = try TemporaryFolder()
            self.folder = folder
            try Self.write(
                "default_region: nord\ndata_dir: \(folder.path)/var\n",
                to: "config/service.yaml",
                in: folder
            )
            try Self.write("default: auto\n", to: "config/models.yaml", in: folder)
            try Self.write(Self.region("Nord"), to: "config/regions/nord.yaml", in: folder)
            try Self.write("Ciao.\n", to: "Prompts/system.md", in: folder)
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/config/tools",
                withIntermediateDirectories: true
            )
            let load: @Sendable () throws -> LoadedConfiguration = {
                try LoadedConfiguration.load(directory: "\(folder.path)/config", environment: [:])
            }
            let loaded = try load()
            self.configuration = try await LiveConfiguration(
                loaded,
                in: .init(loaded.service, logger: self.log.logger),
                clock: clock,
                load: load
            )
        }

        static func region(_ name: String) -> String {
            "name: \(name)\nagent: Agente\nassistant: Voce\nbrand: Marca\nprompt: system.md\n"
        }

        private static func write(_ text: String, to file: String, in folder: TemporaryFolder) throws {
            let url = URL(filePath: "\(folder.path)/\(file)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }

        func path(_ file: String) -> String { "\(self.folder.path)/\(file)" }

        /// Writes a file in place, as an editor or a copy would.
        func write(_ text: String, to file: String) throws { try Self.write(text, to: file, in: self.folder) }

        /// The number of the generation in force.
        var generation: Int { self.configuration.agents.current.number }

        /// What a region is called in that generation.
        func name(of region: String) -> String? {
            self.configuration.agents[RegionID(rawValue: region)]?.region.name
        }

        /// Looks at the files as the service does every other second.
        /// - Returns: the number of the generation in force then.
        func look() async -> Int {
            await self.configuration.look()
            return self.generation
        }

        func looks(_ count: Int) async -> [Int] {
            var generations: [Int] = []
            for _ in 0..<count { generations.append(await self.look()) }
            return generations
        }
    }

    private enum Change: CaseIterable {
        case changed, prompt, added, removed, renamed, touched
    }

    @Test("are taken up once, at the second look", arguments: Change.allCases)
    private func settled(_ change: Change) async throws {
        let live = try await Live()
        let files = FileManager.default
        try live.write(Live.region("Est"), to: "config/regions/est.yaml")
        #expect(await live.looks(3) == [1, 2, 2])
        var regions = ["est", "nord"]
        switch change {
        case .changed: try live.write(Live.region("Nordovest"), to: "config/regions/nord.yaml")
        case .prompt: try live.write("Buongiorno.\n", to: "Prompts/system.md")
        case .added:
            try live.write(Live.region("Sud"), to: "config/regions/sud.yaml")
            regions.append("sud")
        case .removed:
            try files.removeItem(atPath: live.path("config/regions/est.yaml"))
            regions.removeFirst()
        case .renamed:
            try files.moveItem(
                atPath: live.path("config/regions/est.yaml"),
                toPath: live.path("config/regions/ovest.yaml")
            )
            regions = ["nord", "ovest"]
        case .touched:
            try files.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)],
                ofItemAtPath: live.path("config/models.yaml")
            )
        }
        #expect(await live.looks(4) == [2, 3, 3, 3])
        #expect(live.configuration.agents.current.regions.map(\.rawValue) == regions)
        if change == .changed { #expect(live.name(of: "nord") == "Nordovest") }
        await live.configuration.shutdown()
    }

    @Test("that are still being written are left alone until they are whole")
    func halfWritten() async throws {
        let live = try await Live()
        let text = Live.region("Sud")
        var generations: [Int] = []
        // Every beginning but the whole is a mistake.
        for end in stride(from: 10, to: text.count, by: 12) {
            try live.write(String(text.prefix(end)), to: "config/regions/sud.yaml")
            generations.append(await live.look())
        }
        try live.write(text, to: "config/regions/sud.yaml")
        #expect(Set(generations) == [1])
        #expect(await live.looks(3) == [1, 2, 2])
        #expect(!live.log.lines.contains { $0.contains("is refused") })
        await live.configuration.shutdown()
    }

    @Test("and are as they were at the next look, are no change")
    func undone() async throws {
        let live = try await Live()
        try live.write("", to: "config/regions/sud.yaml")
        #expect(await live.look() == 1)
        try FileManager.default.removeItem(atPath: live.path("config/regions/sud.yaml"))
        #expect(await live.looks(3) == [1, 1, 1])
        #expect(!live.log.lines.contains { $0.contains("is refused") })
        await live.configuration.shutdown()
    }

    @Test("and hold a mistake are refused once, with file, line and reason; mended, they are taken")
    func mistake() async throws {
        let live = try await Live()
        try live.write("brnad: Cerba\n\(Live.region("Nord"))", to: "config/regions/nord.yaml")
        #expect(await live.looks(5) == [1, 1, 1, 1, 1])
        let refusals = live.log.lines.filter { $0.contains("is refused") }
        #expect(refusals.count == 1)
        #expect(refusals.first?.contains("config/regions/nord.yaml:1: Unknown key \"brnad\"") == true)
        #expect(refusals.first?.contains("generation=1") == true)
        #expect(live.name(of: "nord") == "Nord")
        try live.write(Live.region("Nordest"), to: "config/regions/nord.yaml")
        #expect(await live.looks(3) == [1, 2, 2])
        #expect(live.name(of: "nord") == "Nordest")
        await live.configuration.shutdown()
    }

    @Test("are looked at every other second, without a signal")
    func regularly() async throws {
        let clock = ManualClock()
        let live = try await Live(clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await live.configuration.run() }
            try live.write(Live.region("Sud"), to: "config/regions/sud.yaml")
            for look in 1...2 {
                try await clock.sleepers(look)
                #expect(live.generation == 1)
                clock.advance(by: LiveConfiguration.interval)
            }
            let line = try await live.log.line(containing: "Configuration is in force")
            #expect(line.contains("generation=2") && line.contains("reason=files changed"))
            #expect(live.generation == 2)
            group.cancelAll()
        }
        await live.configuration.shutdown()
    }
}
