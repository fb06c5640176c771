/// Settings or data that a tool cannot be made from, said so that whoever wrote them can mend them.
public struct ToolDataError: Error, Hashable, CustomStringConvertible {
    public let description: String

    /// - Parameters:
    ///   - entry: the entry in `config/tools` whose tool it is.
    ///   - reason: what is wrong and how to mend it.
    public init(_ entry: String, _ reason: String) {
        self.description = "Tool \"\(entry)\": \(reason)"
    }
}
