public import AgentRuntime

/// A recorded conversation, played again: the same messages, and tools that answer from the recording.
public struct Replay: Sendable {
    /// What came of each message.
    public let replies: [TestConversation.Reply]
    /// The journal of the conversation as it went this time.
    public let recording: SessionRecording
    private let tools: ReplayTools
    /// Calls of tools that nobody knew when the recording was made.
    private let unknownThen: Set<ReplayTools.Call>

    /// Plays a recording to its end.
    /// - Parameters:
    ///   - model: answers instead of the recorded model, such as one whose prompt has changed.
    ///   - definitions: tools as the model is told them now. Tools on record that are not among them take any object.
    /// - Throws: what ``TestConversation`` throws. Calls that are not on record are for ``verify()`` to tell.
    public init(
        of recording: SessionRecording,
        model: (any LanguageModel)? = nil,
        definitions: [ToolDefinition] = []
    ) async throws {
        let tools = ReplayTools(recording, definitions: definitions)
        let chat = try await TestConversation(
            model: model ?? ScriptedModel(replaying: recording),
            tools: tools.tools,
            policies: recording.approvalPolicies,
            approval: ApprovalRules(words: recording.approvingMessages, hint: "")
        )
        var replies: [TestConversation.Reply] = []
        for message in recording.messages { replies.append(try await chat.say(message)) }
        self.replies = replies
        self.recording = try await chat.recording()
        self.tools = tools
        self.unknownThen = Set(recording.callsOfUnknownTools)
    }

    /// Calls that were not on record, those of tools that nobody knows included.
    public var unrecordedCalls: [ReplayTools.Call] {
        self.tools.unrecordedCalls
            + self.recording.callsOfUnknownTools.filter { !self.unknownThen.contains($0) }
    }

    /// Calls on record that nobody has made this time.
    public var unusedCalls: [ReplayTools.Call] { self.tools.unusedCalls }

    /// - Throws: ``ReplayError`` if a call was not on record.
    public func verify() throws(ReplayError) {
        let unrecorded = self.unrecordedCalls
        if !unrecorded.isEmpty { throw ReplayError(unrecordedCalls: unrecorded) }
    }
}

extension SessionRecording {
    /// The tools whose calls waited for the user's yes, and what was asked first.
    fileprivate var approvalPolicies: [String: ToolPolicy] {
        var policies: [String: ToolPolicy] = [:]
        for event in self.events {
            guard case .approvalRequested(let request) = event.fact, policies[request.tool] == nil else { continue }
            policies[request.tool] = ToolPolicy(confirm: .user, question: ApprovalQuestion(verbatim: request.question))
        }
        return policies
    }

    /// The messages that were, or stand for, a yes.
    fileprivate var approvingMessages: [String] {
        let approved = self.events.compactMap { event in
            if case .approvalAnswered(let answer) = event.fact, answer.approved { event.turn } else { nil }
        }
        return self.events.compactMap { event in
            guard case .userMessage(let message) = event.fact, let turn = event.turn, approved.contains(turn) else {
                return nil
            }
            return message.text
        }
    }

    fileprivate var callsOfUnknownTools: [ReplayTools.Call] {
        self.calls.filter { $0.returned?.outcome == .unknownTool }.map { made in
            let arguments = try? JSONValue(parsing: made.call.arguments)
            return ReplayTools.Call(tool: made.call.name, arguments: arguments ?? .string(made.call.arguments))
        }
    }
}
