import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    /// The integration guide's own code, run as its readers run it. It is taken from the guide where that stands beside the
    /// project, and needs Node with `ws` and `axios`. ``PromisedWireTests`` hold the same promises where it does not.
    @Suite("The guide's client", .enabled(if: Guide.canRun, "The guide, Node, node-ws or node-axios is not here."))
    struct GuideTests {
        @Test("client and usage example run unmodified against the service")
        func usage() async throws {
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            let folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: "\(folder.path)/lib", withIntermediateDirectories: true)
            let guide = try Guide()
            try guide.client.write(
                toFile: "\(folder.path)/lib/pipecat-chat-client.js",
                atomically: true,
                encoding: .utf8
            )
            let usage = guide.usage.replacing("http://your-azure-vm:8002", with: "http://127.0.0.1:\(service.port)")
            try usage.write(toFile: "\(folder.path)/usage.js", atomically: true, encoding: .utf8)
            try Guide.impatience.write(toFile: "\(folder.path)/impatience.js", atomically: true, encoding: .utf8)
            let output = try await NodeProgram.run(["--require", "./impatience.js", "usage.js"], in: folder.path)
            #expect(output.contains("✅ Session created:"))
            #expect(output.contains("🟢 Connected to chat service"))
            #expect(output.contains("⌨️ AI is typing..."))
            #expect(output.contains("🔧 Function called: "))
            #expect(output.components(separatedBy: "✅ Complete message:").count == 3, "\(output)")
            #expect(output.contains("✅ Session deleted"))
            #expect(output.contains("🔌 Disconnected from chat service"))
            #expect(!output.contains("❌"), "\(output)")
            #expect(try await service.call("GET", "/health")["active_sessions"] == 0)
            #expect(await service.stop() == 0)
        }
    }
}

struct Guide {
    let client: String
    let usage: String

    private static let path = "\(Repository.root)/../shared/integration-guide.md"

    static var canRun: Bool { FileManager.default.fileExists(atPath: Self.path) && NodeProgram.canRun }

    init() throws {
        let blocks = try String(contentsOfFile: Self.path, encoding: .utf8).components(separatedBy: "```javascript\n")
            .dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        self.client = blocks.first { $0.contains("class PipecatChatClient") } ?? ""
        self.usage = blocks.first { $0.contains("startChat();") } ?? ""
    }

    /// The example waits 5 and 30 seconds for answers; here its timers fire when the answers are there.
    static let impatience = """
        const real = global.setTimeout, log = console.log;
        let answers = 0;
        const waiting = [];
        const fire = () => waiting.filter(w => w.after === answers).forEach(w => real(w.callback, 0));
        global.setTimeout = (callback, delay, ...rest) => {
          if (!new Error().stack.includes('usage.js') || delay < 1000) return real(callback, delay, ...rest);
          waiting.push({ callback, after: delay === 5000 ? 1 : 2 });
        };
        console.log = (...words) => {
          log(...words);
          if (String(words[0]).includes('Complete message')) { answers += 1; fire(); }
        };
        """
}
