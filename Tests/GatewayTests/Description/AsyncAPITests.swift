import AgentTesting
import Foundation
import Testing
import Yams

@testable import AgentRuntime
@testable import Gateway

@Suite("The description of the socket")
struct AsyncAPITests {
    static let document: JSONValue = {
        let path = "\(OpenAPIDescription.root)/docs/asyncapi.yaml"
        let node = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { try? Yams.compose(yaml: $0) }
        return node.map(JSONValue.init(yaml:)) ?? .null
    }()

    static func schema(of message: String) -> JSONSchema? {
        (self.document["components"]?["messages"]?[message]?["payload"]).map {
            JSONSchema($0.strictSchema(in: self.document))
        }
    }

    static let usage = TokenUsage(input: 10, output: 2, cachedInput: 1)
    static let message = ChatMessage(role: .user, content: "Ciao", turn: TurnNumber(rawValue: 1), at: .now)
    static let handedOver = {
        var message = Self.message
        message.handoff = Handoff(reason: "Vuole una persona", route: [:])
        return message
    }()
    static let approval = PendingApproval(
        request: .init(
            call: CallID(rawValue: "c1"),
            tool: "callback",
            arguments: ["phone": "02"],
            question: "Procedo?"
        ),
        turn: TurnNumber(rawValue: 1)
    )
    static let frames: [ChatFrame] = [
        .connected(FrameEpoch(rawValue: "a1"), recovered: nil),
        .connected(FrameEpoch(rawValue: "a1"), recovered: false),
        .typing, .ready,
        .functionCalled(name: "Prezzi", tool: "price", call: CallID(rawValue: "c1"), turn: TurnNumber(rawValue: 1)),
        .handoff(
            Handoff(reason: "Vuole una persona", route: ["service": "1"]),
            tool: "request_transfer",
            call: CallID(rawValue: "c1"),
            turn: TurnNumber(rawValue: 1)
        ),
        .approvalRequired(
            Self.approval,
            name: "Richiamata"
        ),
        .stepReset(turn: TurnNumber(rawValue: 1), from: FrameSequence(rawValue: 3)),
        .complete(fullResponse: "Ecco.", turn: TurnNumber(rawValue: 1)),
        .complete(fullResponse: "Ecco.", turn: TurnNumber(rawValue: 1), usage: Self.usage),
        .error(code: .init(rawValue: "cancelled"), detail: "Stopped.", isRetryable: false),
        .error(
            code: .rateLimited,
            detail: "Too much.",
            isRetryable: true,
            retryAfter: .seconds(1),
            messageID: "m1"
        ),
        .accepted(messageID: "m1", turn: TurnNumber(rawValue: 1)),
        .snapshot(messages: [Self.message, Self.handedOver], live: nil, approval: Self.approval),
        .snapshot(messages: [], live: .init(number: TurnNumber(rawValue: 2), text: "Ec"), approval: nil),
    ]

    /// The message that describes a frame: a new kind of frame is a new line here, in `frames` and in docs/asyncapi.yaml.
    static func name(of frame: ChatFrame) -> String {
        switch frame {
        case .connected, .typing, .ready: "status"
        case .functionCalled: "function_called"
        case .handoff: "handoff"
        case .approvalRequired: "approval_required"
        case .stepReset: "step_reset"
        case .complete: "complete"
        case .error: "error"
        case .accepted: "accepted"
        case .snapshot: "snapshot"
        }
    }

    private func expect(_ frame: EncodedFrame, isDescribedAs name: String) throws {
        let json = try JSONValue(parsing: frame.bytes)
        let schema = try #require(Self.schema(of: name), "docs/asyncapi.yaml does not describe \(name)")
        #expect(json["type"] == .string(name))
        let checked = Result { try schema.validated(json) }
        #expect((try? checked.get()) == json, "\(name): \(checked)")
    }

    @Test("describes every frame with every member")
    func everyFrame() throws {
        var encoder = FrameEncoder(session: SessionID())
        for frame in Self.frames {
            let encoded = encoder.encode(frame, at: .now, FrameSequence(rawValue: 7))
            try self.expect(encoded, isDescribedAs: Self.name(of: frame))
        }
        let first = FrameSequence(rawValue: 7)
        let chunk = encoder.chunk("Ec".utf8.span, at: .now, first, step: first)
        try self.expect(chunk, isDescribedAs: "chunk")
        var both = try #require(CoalescedChunk(chunk))
        let isTaken = both.append(encoder.chunk("co".utf8.span, at: .now, first.next, step: first))
        #expect(isTaken)
        try self.expect(
            EncodedFrame(sequence: first.next, bytes: both.bytes, isExtension: false, chunk: nil),
            isDescribedAs: "chunk"
        )
    }

    @Test("describes no member that no frame has")
    func everyMember() throws {
        var encoder = FrameEncoder(session: SessionID())
        var seen: [String: Set<String>] = ["chunk": ["type", "content", "from_seq", "timestamp", "seq"]]
        for frame in Self.frames {
            let json = try JSONValue(parsing: encoder.encode(frame, at: .now, FrameSequence(rawValue: 7)).bytes)
            seen[Self.name(of: frame), default: []].formUnion(json.object?.keys.map(\.self) ?? [])
        }
        let sent = Set(Self.document["components"]?["messages"]?.object?.keys.map(\.self) ?? [])
            .subtracting(["message", "cancel", "approval"])
        #expect(sent == Set(seen.keys))
        for (name, members) in seen {
            #expect(Self.schema(of: name).map { Set($0.properties.keys) } == members, "\(name)")
        }
    }

    static let messages: [(text: String, isFine: Bool)] = [
        (#"{"message":"Ciao"}"#, true), (#"{"type":"message","message":"Ciao"}"#, true),
        (#"{"message":"Ciao","message_id":"m-1"}"#, true), (#"{"message":"Ciao","message_id":null}"#, true),
        (#"{"type":"cancel"}"#, true), (#"{"type":"cancel","turn":3}"#, true),
        (#"{"type":"cancel","turn":null}"#, true),
        (#"{"type":"approval","call_id":"t1c1","approved":true}"#, true),
        (#"{"type":"approval","call_id":"t1c1"}"#, false), (#"{"type":"approval","call_id":7,"approved":true}"#, false),
        ("{}", false), ("[]", false), (#"{"message":7}"#, false), (#"{"message":""}"#, false),
        (#"{"message":"x","message_id":""}"#, false), (#"{"message":"x","message_id":9}"#, false),
        (#"{"type":"dance","message":"x"}"#, false), (#"{"type":"cancel","turn":"x"}"#, false),
        ("{\"message\":\"\(String(repeating: "è", count: 8001))\"}", false),
        ("{\"message\":\"\(String(repeating: "è", count: 8000))\"}", true),
    ]

    @Test("describes what a client may send, and nothing that is refused", arguments: Self.messages)
    func clientMessages(_ message: (text: String, isFine: Bool)) throws {
        let json = try JSONValue(parsing: Array(message.text.utf8))
        let fits = try ["message", "cancel", "approval"].contains { name in
            let schema = try #require(Self.schema(of: name))
            return (try? schema.validated(json)) == json
        }
        let isTaken = (try? ClientMessage(parsing: Array(message.text.utf8), limit: 8000)) != nil
        #expect(fits == message.isFine)
        #expect(isTaken == message.isFine)
    }
}

extension JSONValue {
    fileprivate init(yaml node: Node) {
        switch node {
        case .mapping(let mapping):
            let members = mapping.map { ($0.key.string ?? "", JSONValue(yaml: $0.value)) }
            self = .object(Dictionary(members) { $1 })
        case .sequence(let sequence): self = .array(sequence.map(JSONValue.init(yaml:)))
        case .scalar(let scalar) where scalar.style != .plain: self = .string(scalar.string)
        default: self = node.bool.map(JSONValue.bool) ?? node.int.map(JSONValue.integer) ?? .string(node.string ?? "")
        }
    }
}
