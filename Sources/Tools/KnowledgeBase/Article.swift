/// A question that people ask, and its answer.
struct Article: Decodable, Sendable {
    /// Unique, such as `KB-045`.
    let id: String
    /// Where it holds: a region's name, or `nazionale`.
    let scope: String
    let question: String
    let answer: String
    /// Where the answer stands, for people.
    let source: String
}
