import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers

@testable import AgentRuntime

/// What became of an exchange: the step or the error, and the text that went to the sink by then.
struct WireOutcome: Equatable {
    var result: Result<ModelResponse, ModelError>
    var shown: String
}

extension WireFixture {
    static let endpoint = ModelEndpoint(baseURL: "http://localhost/v1", model: "asked-model")

    /// Plays the response in these pieces.
    func outcome(of pieces: some Sequence<ArraySlice<UInt8>>) throws -> WireOutcome {
        switch self.wire {
        case "openai-chat":
            let members = try self.chatProfile().keptMembers
            return self.outcome(of: pieces) { ChatCompletionStep(into: $0, keeping: members) }
        case "openai-responses": return self.outcome(of: pieces, reading: ResponsesStep.init(into:))
        case "anthropic-messages": return self.outcome(of: pieces, reading: MessagesStep.init(into:))
        default: throw WireFixtureError("Nothing reads the wire \(self.wire).")
        }
    }

    /// The request that sends the results of the calls back, or, where there are none, the user's next message.
    func request(after response: ModelResponse) throws -> JSONValue {
        let request = try Self.request(after: response)
        let body =
            switch self.wire {
            case "openai-chat":
                try ChatCompletionRequest(request, for: Self.endpoint, as: self.chatProfile()).encoded()
            case "openai-responses": ResponsesRequest(request, for: Self.endpoint).encoded()
            case "anthropic-messages": MessagesRequest(request, for: Self.endpoint).encoded()
            default: throw WireFixtureError("Nothing writes the wire \(self.wire).")
            }
        return try JSONValue(parsing: body)
    }

    private func chatProfile() throws -> ChatProfile {
        guard let profile else { return .compatible }
        guard let known = ChatProfile.named(profile) else { throw WireFixtureError("There is no profile \(profile).") }
        return known
    }

    private func outcome<Step: WireStep>(
        of pieces: some Sequence<ArraySlice<UInt8>>,
        reading step: (any DeltaSink) -> Step
    ) -> WireOutcome {
        let sink = ShownText()
        let stream = StepStream(into: sink, reading: step)
        var failure: HTTPTransportError? = self.isCut ? .truncated : nil
        if (200..<300).contains(self.response.head.status) {
            stream.receive(head: self.response.head)
            for piece in pieces where stream.receive(body: piece.span) == .enough {
                failure = nil
                break
            }
        } else {
            failure = .status(self.response)
        }
        let result = stream.outcome(after: failure, within: HTTPTimeouts(), as: Self.endpoint.model).map { response in
            var response = response
            response.timeToFirstToken = nil
            return response
        }
        return WireOutcome(result: result, shown: sink.text)
    }

    /// The request after the one that led to `response`, with a result for each of its calls.
    private static func request(after response: ModelResponse) throws -> ModelRequest {
        let turn = Turn("Una domanda inventata.")
        var state = TurnState(turn, rules: try Agent.testing(model: .script()).rules)
        var answered = StoredSession()
        answered.add(.userMessage(.init(text: "Una domanda inventata.")), turn: 1)
        try state.receive(response, usage: .zero, took: .zero, promptDigest: "")
        while let action = try state.next() {
            switch action {
            case .record(let facts): answered.add(facts, turn: 1)
            case .summarise, .request: continue
            case .call(let calls, _, _):
                state.receive(
                    calls.map { call in
                        let result = ToolResult("result of \(call.name)")
                        return (
                            .init(call: call.id, outcome: .succeeded, result: result, milliseconds: 1), isStored: false
                        )
                    }
                )
            case .ask(let transcript):
                return Self.request(with: transcript)
            }
        }
        answered.add(.userMessage(.init(text: "Un'altra.")), turn: 2)
        return Self.request(with: Transcript(folding: answered.events))
    }

    private static func request(with transcript: Transcript) -> ModelRequest {
        ModelRequest(
            system: "Un prompt inventato.",
            transcript: transcript,
            rendering: TranscriptRendering(region: .testing),
            tools: [],
            deadline: Deadline(after: .seconds(120))
        )
    }
}

/// Keeps the text as it came, and whether each piece was whole characters.
final class ShownText: DeltaSink {
    private let pieces = NIOLockedValueBox<[[UInt8]]>([])

    var text: String { String(decoding: self.pieces.withLockedValue { $0.flatMap(\.self) }, as: UTF8.self) }

    var isValid: Bool {
        self.pieces.withLockedValue { $0.allSatisfy { String(validating: $0, as: UTF8.self) != nil } }
    }

    func text(_ bytes: Span<UInt8>) {
        let piece = bytes.withUnsafeBufferPointer { Array($0) }
        self.pieces.withLockedValue { $0.append(piece) }
    }

    func reset() { self.pieces.withLockedValue { $0 = [] } }
}
