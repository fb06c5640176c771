import AgentRuntime
import ArgumentParser
import Foundation
import Logging
import ServiceConfiguration
import SessionStores

/// `chat-service chat`
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk to a region's assistant in the terminal.",
        discussion:
            "Answers stream, and every tool that is called is shown. The conversation is not kept. Ctrl-D ends it."
    )

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var place: RegionOption

    func run() async throws {
        try await self.options.withRegion(self.place, logLevel: .error, self.converse)
    }

    private func converse(with served: ServedRegion) async throws {
        let agent = served.agent
        let folder = NSTemporaryDirectory() + "chat-service-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SQLiteSessionStore(path: "\(folder)/sessions.sqlite", logger: served.logger)
        let sessions = SessionRegistry(
            store: store,
            agent: { $0 == agent.region.id ? agent : nil },
            settings: SessionSettings(served.configuration.service),
            logger: served.logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sessions.run() }
            let session = try await sessions.create(user: nil, region: agent.region.id)
            try await self.converse(in: session, with: agent)
            _ = try await sessions.close(session.id)
            sessions.stop()
            try await group.waitForAll()
        }
        await store.close()
    }

    private func converse(in session: Session, with agent: Agent) async throws {
        let console = Console()
        let sink = TerminalSink(console)
        _ = try await session.attach(sink, wantsAllFrames: true)
        console.line(console.dim("\(agent.name), model \(agent.model.name). Ctrl-D ends."))
        var ends = sink.ends.makeAsyncIterator()
        var lines = console.input().makeAsyncIterator()
        while true {
            console.write(console.bold("> "))
            guard let line = await lines.next() else { break }
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            try session.send(.init(line))
            _ = await ends.next()
        }
        console.line()
    }
}
