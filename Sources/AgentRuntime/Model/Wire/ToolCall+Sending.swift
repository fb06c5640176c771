extension ToolCall {
    /// The arguments as they are if they are a JSON object; servers that parse them would refuse the conversation for ever
    /// after for anything else, and the call's result tells the model what was wrong.
    var sentArguments: String {
        guard case .object? = try? JSONValue(parsing: self.arguments) else { return "{}" }
        return self.arguments
    }
}
