import AgentRuntime

extension JSONValue {
    /// The value that a JSON pointer (RFC 6901) names; `null` where there is none.
    func value(at pointer: String) -> JSONValue {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().reduce(self) { value, token in
            let name = String(token).replacing("~1", with: "/").replacing("~0", with: "~")
            let element = Int(name).flatMap { (index: Int) -> JSONValue? in value[index] }
            return element ?? value[name] ?? .null
        }
    }
}
