import AgentRuntime

/// The VAPI tool envelope: a list of calls goes out, a list of results comes back.
enum VAPIEnvelope {
    /// The request for one call. `arguments` travel as a text of JSON, as the format wants it.
    static func request(calling function: String, id: String, arguments: JSONValue) -> JSONValue {
        let call: JSONValue = [
            "toolCallId": .string(id),
            "function": ["name": .string(function), "arguments": .string(arguments.description)],
        ]
        return ["message": ["toolCallList": [call]]]
    }

    /// The result for the call `id`. Servers that answer every call under a name of their own are understood as long as they
    /// give one result.
    /// - Throws: ``ToolFailure`` where there is none, or an empty one.
    static func result(of id: String, in response: JSONValue) throws(ToolFailure) -> JSONValue {
        let results = response["results"]?.array ?? []
        let own = results.first { $0["toolCallId"]?.string == id } ?? (results.count == 1 ? results.first : nil)
        if let error = own?["error"], !error.isNothing {
            throw ToolFailure("The service behind this tool could not do it. Do not guess what it would have said.")
        }
        guard let result = own?["result"], !result.isNothing else {
            throw ToolFailure("The service behind this tool found nothing. Say so; do not guess.")
        }
        return result
    }
}
