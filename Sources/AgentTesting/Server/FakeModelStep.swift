import AgentRuntime

/// What a reply says, above the wire that it is said over.
struct FakeModelStep: Sendable {
    /// Reasoning under the provider's seal, which comes first.
    var sealed: String?
    /// The answer, in the pieces that are sent apart.
    var tokens: [String] = []
    /// How long it waits before each piece.
    var delay = Duration.zero
    var calls: [ToolCall] = []
    /// How many characters of the arguments come in each event.
    var fragmentSize = 8

    /// The tokens it counts, read and written.
    var usage: (input: Int, output: Int) { (100, self.tokens.count + 10 * self.calls.count) }

    /// The answer piece by piece, each made into an event by `event`.
    func textParts(_ event: (String) -> [UInt8]) -> [FakeModelReply.Part] {
        self.tokens.flatMap { token -> [FakeModelReply.Part] in
            let part = FakeModelReply.Part.event(event(token))
            return self.delay > .zero ? [.stub(.pause(self.delay)), part] : [part]
        }
    }

    /// The arguments of a call in the pieces that are sent apart.
    func fragments(of call: ToolCall) -> [String] {
        var fragments: [String] = []
        var rest = Substring(call.arguments)
        while !rest.isEmpty {
            let fragment = rest.prefix(max(1, self.fragmentSize))
            rest.removeFirst(fragment.count)
            fragments.append(String(fragment))
        }
        return fragments
    }
}
