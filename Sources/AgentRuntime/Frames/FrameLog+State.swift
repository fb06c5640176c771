extension FrameLog {
    /// What the lock is around.
    struct State {
        var encoder: FrameEncoder
        var epoch: FrameEpoch
        var last: FrameSequence
        var live: LiveTurn?
        /// What the first sink is greeted with, while nothing else has been shown.
        var greeting: String?
        /// The frames of the live turn and of those that ended a short while ago, without gaps, up to `last`.
        var kept: [EncodedFrame] = []
        /// How many of `kept` belong to turns that have ended, and when the last of each did.
        var endings: [(last: FrameSequence, at: Timestamp)] = []
        var sinks: [Attached] = []
        /// Whether more frames follow at once, so that they may cross together.
        var isBurst = false
        var nextAttachment = 0
        /// Why there are no more frames; `nil` while there may be.
        var ending: FrameSinkEnding?
    }

    struct LiveTurn {
        let number: TurnNumber
        /// What the chunks say that were not withdrawn.
        var text: [UInt8]
        /// Where the running step's text begins: in `text`, and in frames.
        var stepStart: Int
        var stepFrames: FrameSequence
    }

    struct Attached {
        let id: Int
        let sink: any FrameSink
        let wantsAllFrames: Bool
    }
}
