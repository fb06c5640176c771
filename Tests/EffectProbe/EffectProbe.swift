import AgentRuntime
import AgentTesting
import Foundation
import Logging
import SessionStores

/// Holds a conversation in which something is written, over real databases in a folder, and stops at a point of the write
/// so that a test can end it there as a crash would. Run again in the same folder, it goes on with the session.
///
/// Arguments: the folder for the databases, the folder of the configuration, what is written to (`note` or `booking`), and
/// the point at which it stops, if it is to.
@main
enum EffectProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let desk = ProbeDesk(rawValue: arguments[3]) else {
            return Self.tell("Arguments: <data folder> <configuration> note|booking [point]")
        }
        Self.endWithWhoeverStartedIt()
        let point = arguments.count > 4 ? ProbePoint(rawValue: arguments[4]) : nil
        let store = try SQLiteSessionStore(path: "\(arguments[1])/sessions.sqlite", logger: .silent)
        let agent = try Agent.testing(
            model: ProbeModel(script: desk.script),
            tools: try await desk.tools(data: arguments[1], configuration: arguments[2])
                .map { HaltingTool(tool: $0, point: point) },
            region: ProbeDesk.region
        )
        let stored = try await store.sessions(matching: SessionQuery()).first?.id
        let chat = try await TestConversation(
            with: agent,
            store: HaltingStore(store: store, point: point),
            continuing: stored
        )
        if stored == nil {
            _ = try await chat.say("Uno")
        } else {
            // The turn that was cut off.
            try await chat.sink.frames(untilNumber: 1, labelled: "ready")
            _ = try await chat.say("Due")
        }
        await chat.stop()
        await store.close()
        Self.tell("done")
    }

    /// Writes a line at once.
    static func tell(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Says so and goes no further.
    static func halt() async {
        Self.tell("halted")
        await Gate().passUncancellably()
    }

    /// The other end of the input is closed when the test is gone.
    private static func endWithWhoeverStartedIt() {
        Thread.detachNewThread {
            _ = FileHandle.standardInput.readDataToEndOfFile()
            exit(1)
        }
    }
}
