/// The exams that a visit comprises.
struct VisitExams: Decodable, Sendable {
    /// An opaque code, such as `B1`.
    let visit: String
    let exams: [String]
}

/// What each kind of visit comprises, by its code.
struct ExamTable: Sendable {
    private let exams: [String: [String]]

    init(_ visits: [VisitExams]) {
        self.exams = Dictionary(visits.map { ($0.visit, $0.exams) }, uniquingKeysWith: { first, _ in first })
    }

    /// The codes in order.
    var visits: [String] { self.exams.keys.sorted() }

    subscript(visit: String) -> [String]? { self.exams[visit] }
}
