import AgentRuntime
import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import Observability
import ServiceConfiguration
import ServiceLifecycle
import UnixSignals

/// Keeps the agents in step with the files they are made from: a change on disk, or SIGHUP, is read and checked whole and
/// becomes a new generation. A change that cannot work is refused with file, line and reason, and nothing changes.
final class LiveConfiguration: Service {
    private struct State {
        var configuration: LoadedConfiguration
        var number = 1
        /// The tools of the generations that are in use, by their numbers.
        var toolsets: [Int: [any Toolset]]
        /// The files as they were last read.
        var read: FolderFingerprint
        /// The files as they were last seen, if they have changed since.
        var changed: FolderFingerprint?
    }

    private enum Trigger {
        case look
        case reload(reason: String)
        /// Nobody uses a generation any more.
        case unused(Int)
    }

    /// How often the files are looked at.
    static let interval = Duration.seconds(2)

    let agents: AgentDirectory
    private let load: @Sendable () throws -> LoadedConfiguration
    private let environment: Assembly.Environment
    private let clock: any Clock<Duration>
    /// Trapped from the start: a hangup before the service runs must not end it.
    private let hangups: UnixSignalsSequence
    private let triggers: AsyncStream<Trigger>
    private let trigger: AsyncStream<Trigger>.Continuation
    private let state: NIOLockedValueBox<State>

    /// Makes the first generation.
    /// - Parameters:
    ///   - clock: what the time between looks at the files is measured on.
    ///   - load: reads the configuration anew, the environment's file included.
    /// - Throws: what stops the service from starting, see ``Assembly``.
    init(
        _ configuration: LoadedConfiguration,
        in environment: Assembly.Environment,
        clock: any Clock<Duration> = ContinuousClock(),
        load: @escaping @Sendable () throws -> LoadedConfiguration
    ) async throws {
        let (triggers, trigger) = AsyncStream.makeStream(of: Trigger.self)
        let read = FolderFingerprint(of: configuration.folders)
        var environment = environment
        environment.toolsChanged = { trigger.yield(.reload(reason: $0)) }
        let assembly = try await Assembly(
            configuration,
            in: environment,
            lifetime: AgentLifetime { trigger.yield(.unused(1)) }
        )
        self.agents = AgentDirectory(assembly.generation(1))
        self.load = load
        self.environment = environment
        self.clock = clock
        self.hangups = await UnixSignalsSequence(trapping: .sighup)
        self.triggers = triggers
        self.trigger = trigger
        self.state = NIOLockedValueBox(
            State(configuration: configuration, toolsets: [1: assembly.toolsets], read: read)
        )
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.lookRegularly() }
                group.addTask { await self.listenForHangups() }
                for await trigger in self.triggers { await self.obey(trigger) }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.trigger.finish()
        }
    }

    /// Lets go of what all generations hold. No call is under way any more.
    func shutdown() async {
        let toolsets = self.state.withLockedValue { state in
            defer { state.toolsets = [:] }
            return state.toolsets.values.flatMap(\.self)
        }
        for toolset in toolsets { await toolset.shutdown() }
        await self.environment.http.shutdown()
    }

    // MARK: Triggers

    private func lookRegularly() async {
        while (try? await self.clock.sleep(for: Self.interval)) != nil { self.trigger.yield(.look) }
    }

    private func listenForHangups() async {
        for await _ in self.hangups { self.trigger.yield(.reload(reason: "SIGHUP")) }
    }

    private func obey(_ trigger: Trigger) async {
        switch trigger {
        case .look: await self.look()
        case .reload(let reason):
            self.state.withLockedValue { $0.read = FolderFingerprint(of: $0.configuration.folders) }
            await self.reload(reason)
        case .unused(let number):
            let toolsets = self.state.withLockedValue { $0.toolsets.removeValue(forKey: number) }
            for toolset in toolsets ?? [] { await toolset.shutdown() }
        }
    }

    /// Takes changed files up once they have settled.
    func look() async {
        if self.haveFilesSettled() { await self.reload("files changed") }
    }

    /// Whether files have changed, and not since the last look: what is still being written would be read by halves.
    private func haveFilesSettled() -> Bool {
        let seen = FolderFingerprint(of: self.state.withLockedValue(\.configuration.folders))
        return self.state.withLockedValue { state in
            guard seen != state.read else {
                state.changed = nil
                return false
            }
            guard seen == state.changed else {
                state.changed = seen
                return false
            }
            state.read = seen
            state.changed = nil
            return true
        }
    }

    // MARK: Generations

    private func reload(_ reason: String) async {
        let number = self.state.withLockedValue(\.number) + 1
        let logger = self.environment.logger
        do {
            let configuration = try self.load()
            let trigger = self.trigger
            let assembly = try await Assembly(
                configuration,
                in: self.environment,
                generation: number,
                lifetime: AgentLifetime { trigger.yield(.unused(number)) }
            )
            let old = self.state.withLockedValue { state in
                defer { state.configuration = configuration }
                state.number = number
                state.toolsets[number] = assembly.toolsets
                return state.configuration
            }
            self.agents.replace(with: assembly.generation(number))
            self.environment.telemetry.metrics.reloaded(accepted: true)
            logger.notice(
                "Configuration is in force",
                metadata: [
                    "generation": "\(number)", "reason": "\(reason)",
                    "regions": "\(configuration.regions.map(\.id.rawValue).joined(separator: ","))",
                ]
            )
            let waiting = configuration.service.changesThatWait(since: old.service)
            if !waiting.isEmpty {
                logger.warning(
                    "These settings change when the service is started again",
                    metadata: ["keys": "\(waiting.joined(separator: ","))"]
                )
            }
        } catch {
            self.environment.telemetry.metrics.reloaded(accepted: false)
            logger.error(
                "The changed configuration is refused; what was in force stays",
                metadata: ["generation": "\(number - 1)", "error": "\(error)"]
            )
        }
    }
}

extension Assembly {
    /// The agents as a generation.
    fileprivate func generation(_ number: Int) -> AgentDirectory.Generation {
        AgentDirectory.Generation(
            number: number,
            agents: self.agents,
            defaultRegion: self.configuration.service.defaultRegion,
            breakers: self.models.breakers + self.configuration.regions.flatMap { self.agents[$0.id]?.breakers ?? [] }
        )
    }
}
