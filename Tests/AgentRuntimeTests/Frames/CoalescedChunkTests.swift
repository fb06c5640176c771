import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct CoalescedChunkTests {
    /// Keeps frames as they are encoded.
    private final class EncodedFrames: FrameSink {
        private let frames = NIOLockedValueBox<[EncodedFrame]>([])
        var all: [EncodedFrame] { self.frames.withLockedValue(\.self) }
        func enqueue(_ frame: EncodedFrame) -> Bool {
            self.frames.withLockedValue { $0.append(frame) }
            return true
        }
        func finish(_ reason: FrameSinkEnding) {}
    }

    private static let turn = TurnNumber(rawValue: 1)

    /// What a session sends while a turn does this: a text is a chunk, `nil` the beginning of another step.
    private static func frames(_ texts: [String?]) -> [EncodedFrame] {
        let log = FrameLog(session: SessionID(), position: .init(epoch: FrameEpoch(), last: .start))
        let sink = EncodedFrames()
        _ = log.attach(sink, after: nil, wantsAllFrames: true) { ([], nil) }
        log.begin(Self.turn)
        log.beginStep(of: Self.turn)
        for text in texts {
            guard let text else {
                log.beginStep(of: Self.turn)
                continue
            }
            log.text(Array(text.utf8).span, of: Self.turn)
        }
        log.end(Self.turn, with: .complete(fullResponse: texts.compactMap(\.self).joined(), turn: Self.turn))
        return sink.all
    }

    /// The frames as a client that does not keep up is sent them.
    private static func coalesced(_ frames: [EncodedFrame]) -> [RecordedFrame] {
        let sink = RecordingFrameSink()
        var sent: [[UInt8]] = []
        var open: CoalescedChunk?
        for frame in frames {
            if open?.append(frame) == true { continue }
            if let open { sent.append(open.bytes) }
            open = CoalescedChunk(frame)
            if open == nil { sent.append(frame.bytes) }
        }
        if let open { sent.append(open.bytes) }
        for bytes in sent {
            _ = sink.enqueue(EncodedFrame(sequence: .start, bytes: bytes, isExtension: false, chunk: nil))
        }
        return sink.frames
    }

    @Test func oneChunkIsAsItWas() throws {
        let frame = try #require(Self.frames(["Ciao"]).first { $0.text.contains("chunk") })
        #expect(CoalescedChunk(frame)?.bytes == frame.bytes)
    }

    @Test func otherFramesAreNone() {
        #expect(Self.frames(["Ciao"]).count { CoalescedChunk($0) != nil } == 1)
    }

    @Test func chunksOfOneStepBecomeOneThatTellsBothNumbers() {
        let frames = Self.coalesced(Self.frames(["Il \"prezzo\"", " è\n", "52 €"]))
        let chunks = frames.filter { $0.type == "chunk" }
        #expect(chunks.count == 1)
        #expect(chunks.first?["content"] == "Il \"prezzo\" è\n52 €")
        #expect(chunks.first?["from_seq"] == 2)
        #expect(chunks.first?["seq"] == 4)
        #expect(frames.labels == ["connected", "typing", "chunk", "complete", "ready"])
    }

    @Test func chunksOfDifferentStepsStayApart() {
        let chunks = Self.coalesced(Self.frames(["a", "b", nil, "c", "d"])).filter { $0.type == "chunk" }
        #expect(chunks.map { $0["content"] } == ["ab", "cd"])
        #expect(chunks.map { $0["from_seq"] } == [2, 4])
    }

    @Test func aFrameGrowsToALimit() {
        let piece = String(repeating: "x", count: 5000)
        let chunks = Self.coalesced(Self.frames(Array(repeating: piece, count: 7))).filter { $0.type == "chunk" }
        #expect(chunks.map { $0["content"]?.string?.count } == [15_000, 15_000, 5000])
    }

    @Test(arguments: 1...30)
    func aClientReadsTheSameTextAndMissesNoNumber(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = ["Ciao", " \"tu\"", "\n", "è", "€", "\\", " ", "👩‍⚕️", "\u{1}"]
        let count = Int.random(in: 1...60, using: &random)
        let texts: [String?] = (0..<count).map { _ in
            Int.random(in: 0..<6, using: &random) == 0 ? nil : words.randomElement(using: &random)
        }
        let all = Self.frames(texts)
        let frames = Self.coalesced(all)
        #expect(frames.chunks.joined() == texts.compactMap(\.self).joined())
        var last = 0
        for frame in frames.dropFirst() {
            #expect(frame["from_seq"]?.integer ?? Int(frame.sequence.rawValue) == last + 1)
            last = Int(frame.sequence.rawValue)
        }
        #expect(last == Int(all.last?.sequence.rawValue ?? 0))
    }
}
