extension SessionEvent {
    /// A call is held until the user says yes to it.
    public struct ApprovalRequested: Hashable, Sendable, Codable {
        /// The call as the model made it, which will not run: a yes has the runtime issue another one.
        public var call: CallID
        public var tool: String
        /// The arguments a yes is good for, as the tool's schema mends them.
        public var arguments: JSONValue
        /// What the user is asked.
        public var question: String

        public init(call: CallID, tool: String, arguments: JSONValue, question: String) {
            self.call = call
            self.tool = tool
            self.arguments = arguments
            self.question = question
        }

        private enum CodingKeys: String, CodingKey {
            case tool, arguments, question
            case call = "call_id"
        }
    }

    /// The user has said yes or no to a held call. Only the first answer counts.
    public struct ApprovalAnswered: Hashable, Sendable, Codable {
        /// How the answer came.
        public enum Means: String, Hashable, Sendable, Codable {
            /// As a message.
            case message
            /// As an `approval` frame.
            case frame
            /// Not at all: the conversation went on with a message that had been sent before the question.
            case none
        }

        /// The call that was held.
        public var call: CallID
        public var approved: Bool
        public var by: Means
        /// The call that the runtime issues instead, in the answer's turn; `nil` for a no.
        public var issued: CallID?

        public init(call: CallID, approved: Bool, by: Means, issued: CallID? = nil) {
            self.call = call
            self.approved = approved
            self.by = by
            self.issued = issued
        }

        private enum CodingKeys: String, CodingKey {
            case approved, by
            case call = "call_id"
            case issued = "issued_call_id"
        }
    }
}
