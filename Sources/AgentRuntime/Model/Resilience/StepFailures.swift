/// The requests of one step that have failed so far, and what to tell of them if there is no answer in the end.
struct StepFailures {
    /// In the order in which they failed.
    private(set) var attempts: [FailedAttempt] = []
    /// The last failure or, where one may pass, the last of those: what helps is to try again later.
    private var told: ModelError?

    mutating func add(_ error: ModelError, of endpoint: ResilientModel.Endpoint, took duration: Duration) {
        self.attempts += error.failedAttempts(at: endpoint.name, of: endpoint.model.name, took: duration)
        if error.reason.mayPass || self.told?.reason.mayPass != true { self.told = error }
    }

    /// What ends the step: the error to tell, with all attempts on record and, for the log, in its detail.
    /// `CancellationError` when nothing has failed.
    /// - Parameters:
    ///   - partialText: what the sink was given and was not withdrawn.
    ///   - isAsking: whether a further request was under way when the task was cancelled.
    func error(showing partialText: String, whileAsking isAsking: Bool = false) -> any Error {
        guard var error = self.told else { return CancellationError() }
        error.partialText = partialText
        error.attempts = self.attempts
        error.wasCancelled = isAsking
        if self.attempts.count > 1 {
            let list = self.attempts.map { "\($0.endpoint) \($0.reason.rawValue) after \($0.milliseconds) ms" }
            error.detail += " Asked \(self.attempts.count) times: \(list.joined(separator: ", "))."
        }
        return error
    }
}
