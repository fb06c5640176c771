import AgentRuntime

/// The value of a header: as it is, or with arguments in it if it refers to some by the names of parameters. Braces that name
/// no parameter are part of the value, which may be a secret.
struct HTTPHeaderTemplate: Sendable {
    private let fixed: Secret
    private let template: ArgumentTemplate?
    /// The parameters it refers to.
    let names: Set<String>

    init(_ value: Secret, parameters: Set<String>) {
        let template = ArgumentTemplate(value.value)
        let isTemplate = !template.names.isEmpty && template.names.isSubset(of: parameters)
        self.fixed = value
        self.template = isTemplate ? template : nil
        self.names = isTemplate ? template.names : []
    }

    /// The value for these arguments; `nil` where it refers to one that was left out.
    /// - Throws: ``ToolFailure`` where an argument would leave its place, or is more than visible ASCII (RFC 9110 §5.5).
    func value(with arguments: [String: JSONValue]) throws(ToolFailure) -> String? {
        guard let template = self.template else { return self.fixed.value }
        return try template.text(with: arguments) { (text) throws(ToolFailure) in
            guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw ToolFailure(
                    "An argument has characters that cannot be sent. Ask for it in plain letters and digits."
                )
            }
            return text
        }
    }
}
