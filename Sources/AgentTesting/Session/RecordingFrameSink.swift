public import AgentRuntime

/// Keeps the frames a session sends, and lets a test wait for them.
public final class RecordingFrameSink: FrameSink {
    private struct State {
        var frames: [RecordedFrame] = []
        var ending: FrameSinkEnding?
    }

    private let capacity: Int
    private let state = WatchedValue(State())

    /// - Parameter capacity: how many frames it takes before it refuses more, as a slow client would.
    public init(capacity: Int = .max) {
        self.capacity = capacity
    }

    /// The frames so far.
    public var frames: [RecordedFrame] { self.state.value.frames }

    /// Why there are no more frames; `nil` while there may be.
    public var ending: FrameSinkEnding? { self.state.value.ending }

    /// Keeps the frame; `false` once the sink is full.
    public func enqueue(_ frame: EncodedFrame) -> Bool {
        self.state.update { state in
            guard state.frames.count < self.capacity else { return false }
            state.frames.append(RecordedFrame(frame))
            return true
        }
    }

    /// Keeps why there will be no more frames.
    public func finish(_ reason: FrameSinkEnding) {
        self.state.update { $0.ending = reason }
    }

    /// Waits until the frames so far meet `condition`, and gives them.
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    public func frames(until condition: @escaping @Sendable ([RecordedFrame]) -> Bool) async throws -> [RecordedFrame] {
        try await self.state.wait { condition($0.frames) }
        return self.frames
    }

    /// Waits until `count` frames of a kind have come, as ``RecordedFrame/label`` names it, and gives all frames.
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    public func frames(untilNumber count: Int = 1, labelled label: String) async throws -> [RecordedFrame] {
        try await self.frames { $0.count { $0.label == label } >= count }
    }

    /// Waits until the session lets go of the sink, and tells why.
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    public func finished() async throws -> FrameSinkEnding? {
        try await self.state.wait { $0.ending != nil }
        return self.ending
    }
}
