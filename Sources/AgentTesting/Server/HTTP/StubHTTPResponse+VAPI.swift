public import AgentRuntime

extension StubHTTPResponse {
    /// The answer of a server that speaks the VAPI tool envelope: one result, under the id of the call that `request` makes.
    public static func vapi(_ result: JSONValue, to request: StubHTTPRequest) -> Self {
        .json(["results": [["toolCallId": .string(request.vapiCall?.id ?? ""), "result": result]]])
    }
}

extension StubHTTPRequest {
    /// The call that a request in the VAPI tool envelope makes; `nil` if it makes none.
    public var vapiCall: (id: String, function: String, arguments: JSONValue)? {
        guard let call = self.json["message"]?["toolCallList"]?.array?.first, let id = call["toolCallId"]?.string,
            let function = call["function"]?["name"]?.string, let text = call["function"]?["arguments"]?.string,
            let arguments = try? JSONValue(parsing: text)
        else { return nil }
        return (id, function, arguments)
    }
}
