import AgentRuntime
import Logging

/// Hears of changes in a server's list of tools, and tells once of each: when the server says so, when the list has outlived
/// its time, and when the server is back.
struct MCPWatch: Sendable {
    private static let firstDelay = Duration.seconds(1)
    private static let longestDelay = Duration.seconds(60)
    /// A list is not asked for more often than this because its time is over.
    private static let shortestLifetime = Duration.seconds(60)
    /// A list is not asked for more often than this, whatever the server says.
    private static let pause = Duration.seconds(1)

    let client: MCPClient
    /// The list from which the tools were made.
    let known: MCPToolList
    /// Whether the server gave that list, or was not there.
    let wasThere: Bool
    let news: MCPNews
    let clock: any Clock<Duration>
    let changed: @Sendable () -> Void
    let logger: Logger

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen() }
            group.addTask { await self.look() }
        }
    }

    /// Hears what the server says, for as long as it ever says anything.
    private func listen() async {
        var delay = Self.firstDelay
        var mayHaveMissed = !self.wasThere
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do {
                let isHeard = try await self.client.listen()
                if isHeard || mayHaveMissed { self.news.arrived() }
                guard isHeard else { return }
                mayHaveMissed = false
            } catch {
                mayHaveMissed = true
            }
            if ContinuousClock.now - start > Self.longestDelay { delay = Self.firstDelay }
            do { try await self.clock.sleep(for: delay) } catch { return }
            delay = min(delay * 2, Self.longestDelay)
        }
    }

    /// Looks at the list whenever there is word of it.
    private func look() async {
        var known = self.known
        do {
            while true {
                try await self.news.wait(atMost: known.lifetime.map { max($0, Self.shortestLifetime) }, on: self.clock)
                if let list = try? await self.client.tools(logger: self.logger) {
                    if list.tools != known.tools {
                        self.logger.notice(
                            "The MCP server's list of tools has changed",
                            metadata: ["before": "\(known.tools.count)", "now": "\(list.tools.count)"]
                        )
                        self.changed()
                    }
                    known = list
                }
                try await self.clock.sleep(for: Self.pause)
            }
        } catch {
            return
        }
    }
}
