/// Where the probe stops.
enum ProbePoint: String {
    /// The model has asked for the write, and nothing is on record.
    case beforeIntent = "before-intent"
    /// The intent is on record, and the tool is not called yet.
    case afterIntent = "after-intent"
    /// The tool is called, and has done nothing yet.
    case beforeEffect = "before-effect"
    /// The tool has done it, and not returned.
    case afterEffect = "after-effect"
    /// The tool has returned, and its result is not on record.
    case beforeResult = "before-result"
    /// The result is on record, and the model has not seen it.
    case afterResult = "after-result"
}
