import AgentRuntime
import AgentTesting
import Foundation
import Logging
import ServiceConfiguration
import Testing

@testable import ChatService

/// A region's assistant as it ships, with its real tools and the offline model, on a Monday morning.
final class ShippedAssistant: Sendable {
    let agent: Agent
    private let assembly: Assembly
    private let folder: TemporaryFolder
    private let clock: ManualClock
    /// What time it is.
    let now: @Sendable () -> Timestamp

    /// Monday 23 November 2026, 10:00 in Rome.
    static let monday = Timestamp("2026-11-23T09:00:00.000Z") ?? .now

    init(_ region: String = "lombardia") async throws {
        self.folder = try TemporaryFolder()
        let configuration = try LoadedConfiguration.load(
            directory: "\(Repository.root)/config",
            environment: ["CHAT_SERVICE_DATA_DIR": self.folder.path]
        )
        self.assembly = try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
        let clock = ManualClock()
        let start = clock.now
        self.clock = clock
        // A conversation has the clock, and with it the folder, for as long as it lives.
        self.now = { [folder = self.folder] in
            withExtendedLifetime(folder) { Self.monday + start.duration(to: clock.now) }
        }
        let shipped = try #require(self.assembly.agents[RegionID(rawValue: region)])
        self.agent = Agent(
            name: shipped.name,
            region: shipped.region,
            model: OfflineModel(language: shipped.region.language, timeZone: shipped.region.timeZone),
            tools: shipped.tools,
            toolsets: shipped.toolsets,
            prompt: shipped.prompt,
            http: self.assembly.environment.http,
            now: self.now,
            logger: .silent
        )
    }

    /// One for all tests that book nothing.
    static func shared(_ region: String = "lombardia") async throws -> ShippedAssistant {
        try await (region == "piemonte" ? self.piemonte : self.lombardia).value
    }

    private static let lombardia = Task { try await ShippedAssistant("lombardia") }
    private static let piemonte = Task { try await ShippedAssistant("piemonte") }

    func conversation() async throws -> TestConversation {
        try await TestConversation(with: self.agent, now: self.now)
    }

    /// Lets time pass.
    func wait(_ duration: Duration) {
        self.clock.advance(by: duration)
    }

    /// The questions of the articles that the region may quote.
    func questions() throws -> [String] {
        struct Article: Decodable {
            let id: String
            let question: String
            let answer: String
            let source: String
            let scope: String
        }
        let articles = try self.assembly.configuration.documents.read(
            [Article].self,
            at: "\(self.assembly.configuration.directory)/data/articles"
        )
        let scopes = [self.agent.region.id.rawValue, "nazionale"]
        return articles.joined().filter { scopes.contains($0.scope) }.map(\.question)
    }

    /// What the model does first about a message.
    func firstStep(_ message: String) async throws -> ModelResponse {
        let event = SessionEvent(
            sequence: EventSequence(rawValue: 1),
            at: Self.monday,
            turn: TurnNumber(rawValue: 1),
            fact: .userMessage(.init(text: message))
        )
        let request = ModelRequest(
            system: self.agent.prompt.text,
            transcript: Transcript(folding: [event]),
            rendering: TranscriptRendering(region: self.agent.region),
            tools: self.agent.tools.definitions,
            deadline: Deadline(after: .seconds(10))
        )
        return try await self.agent.model.respond(to: request, into: DiscardingSink())
    }
}

extension TestConversation {
    /// Holds the first slot of an X-ray of the right ankle in Milano.
    func holdFirstSlot() async throws -> Reply {
        _ = try await self.say("Vorrei una lastra alla caviglia destra a Milano")
        return try await self.say("il primo")
    }
}

extension TestConversation.Reply {
    /// The times of the options it lists, in order.
    var times: [String] {
        self.text.split(separator: "\n").compactMap { line in
            guard line.first?.isNumber == true, let start = line.firstRange(of: " alle ") else { return nil }
            return String(line.suffix(from: start.upperBound).prefix { $0 != "," })
        }
    }
}
