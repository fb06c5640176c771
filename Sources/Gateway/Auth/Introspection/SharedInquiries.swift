import NIOConcurrencyHelpers

/// Questions that are being asked: each of them once, however many want to know, and only so many at a time.
final class SharedInquiries<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private let limit: Int
    private let asked = NIOLockedValueBox<[Question: Task<Answer, Never>]>([:])

    /// - Parameter limit: questions that may be asked at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    /// The answer that `ask` gives, or that whoever asks the same gives.
    /// - Returns: `nil`, at once, where too much is being asked already.
    func answer(to question: Question, _ ask: @escaping @Sendable () async -> Answer) async -> Answer? {
        let task = self.asked.withLockedValue { asked -> Task<Answer, Never>? in
            if let task = asked[question] { return task }
            guard asked.count < self.limit else { return nil }
            // A task of its own: many wait for it, and it must not end because one of them goes away.
            let task = Task {
                let answer = await ask()
                self.asked.withLockedValue { $0[question] = nil }
                return answer
            }
            asked[question] = task
            return task
        }
        return await task?.value
    }

    /// Questions that are being asked.
    var count: Int { self.asked.withLockedValue(\.count) }
}
