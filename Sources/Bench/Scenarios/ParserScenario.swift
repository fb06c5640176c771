import AgentRuntime
import ArgumentParser
import HTTPTransport

/// `Bench parser`
struct ParserScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "parser",
        abstract: "Measure how fast a stream is read, and made into frames, without any socket."
    )
    static let title = "Reading a model's stream on one core, without sockets"

    @OptionGroup var options: BenchOptions

    /// What libcurl hands over at once; the cuts fall anywhere.
    private static let pieceSize = 16 * 1024
    private static let chunks = 1000

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let words = [" Il", " certificato", " agonistico", " costa", " 52", " euro", ",", " ritiro", " compreso", "."]
        let stream = (0..<self.chunks).flatMap { ModelChunk.bytes(words[$0 % words.count].utf8) }
        let repetitions = options.quick ? 20 : 400
        let parse = try self.secondsPerChunk(stream, repetitions) { DiscardingSink() }
        let show = try self.secondsPerChunk(stream, repetitions) { FrameShow() }
        let size = Double(stream.count / self.chunks)
        return [
            Finding(
                "events and their text, \(Int(size))-byte chunks",
                size / parse / 1e6,
                .megabytesPerSecond,
                atLeast: 300
            ),
            Finding("events and their text, per chunk", parse * 1e6, .microseconds),
            Finding("the same, and a frame for a client, per chunk", show * 1e6, .microseconds),
        ]
    }

    private static func secondsPerChunk(
        _ stream: [UInt8],
        _ repetitions: Int,
        into sink: () -> any DeltaSink
    ) throws -> Double {
        try (0..<5).map { _ in
            let start = ProcessMeter.own.cpu
            for _ in 0..<repetitions {
                let reader = OpenAIChatModel.reader(into: sink())
                reader.receive(head: HTTPResponseHead(status: 200))
                for start in stride(from: 0, to: stream.count, by: self.pieceSize) {
                    let piece = stream.span.extracting(start..<min(start + self.pieceSize, stream.count))
                    guard reader.receive(body: piece) == .more else {
                        throw ChildProcess.Failure(description: "The parser does not understand the stream.")
                    }
                }
            }
            return Double(ProcessMeter.own.cpu - start) / 1e9 / Double(self.chunks * repetitions)
        }.median
    }
}

/// Makes frames of a step's text, and sends them to a client that takes everything.
private struct FrameShow: DeltaSink {
    private struct Client: FrameSink {
        func enqueue(_ frame: EncodedFrame) -> Bool { !frame.bytes.isEmpty }
        func finish(_ reason: FrameSinkEnding) {}
    }

    private let turn = TurnNumber(rawValue: 1)
    private let frames = FrameLog(
        session: SessionID(),
        position: .init(epoch: FrameEpoch(), last: FrameSequence(rawValue: 0))
    )

    init() {
        _ = self.frames.attach(Client(), after: nil, wantsAllFrames: false) { ([], nil) }
        self.frames.begin(self.turn)
    }

    func text(_ bytes: Span<UInt8>) { self.frames.text(bytes, of: self.turn) }
    func reset() { self.frames.resetStep(of: self.turn) }
    func together(_ body: () -> Void) { self.frames.together(body) }
}
