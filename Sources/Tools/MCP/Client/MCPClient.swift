import AgentRuntime
import Logging

/// Speaks with one MCP server: agrees with it on a version, agrees anew where it must, and sends requests as agreed.
actor MCPClient {
    /// What server and client have agreed on.
    struct Agreement: Equatable, Sendable {
        let era: MCPEra
        /// With which start of the server.
        let incarnation: Int
        /// Whether it says when its tools have changed.
        let announcesChanges: Bool
    }

    let connection: any MCPConnection
    /// How long agreeing may take.
    let connect: Duration
    let clock: any Clock<Duration>
    private let logger: Logger
    private var agreement: Agreement?
    private var agreeing: Task<Agreement, any Error>?

    init(
        _ connection: any MCPConnection,
        connect: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.connection = connection
        self.connect = connect
        self.clock = clock
        self.logger = logger
    }

    /// Sends a request as agreed. Where the server refuses it because it has forgotten what was agreed, it did not run: it
    /// is sent once more after agreeing anew.
    /// - Parameter mayRepeat: whether it does no harm when the server gets it twice.
    /// - Throws: ``MCPError``, `CancellationError`.
    func result(
        of method: String,
        _ params: [String: JSONValue] = [:],
        mirrored: [String: String] = [:],
        mayRepeat: Bool = true
    ) async throws -> JSONValue {
        let agreed = try await self.agreed()
        func send(as agreed: Agreement) async throws -> JSONValue {
            let request = MCPRequest(
                method: method,
                params: params,
                era: agreed.era,
                incarnation: agreed.incarnation,
                mirrored: mirrored,
                mayRepeat: mayRepeat
            )
            return try await self.connection.send(request).result
        }
        do {
            return try await send(as: agreed)
        } catch let error as MCPError where error.unsettlesAgreement {
            self.forget(agreed)
            guard error == .sessionExpired || error.versionsOffered != nil else { throw error }
        }
        return try await send(as: self.agreed())
    }

    /// Hears what the server says of its own accord until it ends that.
    /// - Returns: `false` if it never says anything.
    func listen() async throws -> Bool {
        let agreed = try await self.agreed()
        guard agreed.announcesChanges else { return false }
        do {
            try await self.connection.listen(in: agreed.era)
        } catch MCPError.status, MCPError.refused {
            return false
        } catch MCPError.sessionExpired {
            self.forget(agreed)
        }
        return true
    }

    func close() async {
        self.agreeing?.cancel()
        await self.connection.close(self.agreement?.era)
    }

    // MARK: Agreeing

    /// What is agreed, after agreeing if need be. Those who ask meanwhile wait for the same.
    private func agreed() async throws -> Agreement {
        if let agreement, agreement.incarnation == self.connection.incarnation { return agreement }
        // Unstructured so that the first caller's cancellation does not end it for the others. Ends within `connect`.
        let agreeing = self.agreeing ?? Task { try await self.agree() }
        self.agreeing = agreeing
        defer { if self.agreeing == agreeing { self.agreeing = nil } }
        let agreement = try await agreeing.value
        self.agreement = agreement
        return agreement
    }

    private func forget(_ stale: Agreement) {
        if self.agreement == stale { self.agreement = nil }
    }

    private func agree() async throws -> Agreement {
        let negotiation = MCPNegotiation(connection: self.connection, limit: self.connect, clock: self.clock)
        let agreement = try await within(self.connect, on: self.clock) { try await negotiation.run() }
        self.logger.debug(
            "Agreed with MCP server",
            metadata: ["version": "\(agreement.era.version)", "stateless": "\(agreement.era.isStateless)"]
        )
        return agreement
    }
}

/// Runs `operation`, which heeds its cancellation, no longer than `limit`.
/// - Throws: ``MCPError/timedOut(_:)``, and what the operation throws.
func within<Value: Sendable>(
    _ limit: Duration,
    on clock: any Clock<Duration>,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await clock.sleep(for: limit)
            throw MCPError.timedOut(limit)
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
