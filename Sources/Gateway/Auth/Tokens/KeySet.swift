public import AgentRuntime
public import HTTPTransport
public import Logging

/// The public keys that an issuer has published at a URL (RFC 7517 §5), fetched when they are needed and kept for a while.
///
/// A token whose key is not among them has them fetched again, since keys are changed; but not more often than every
/// ``Settings/minimumInterval``, whatever tokens are shown. When a fetch fails the keys that are there stay good.
public actor KeySet {
    /// Where keys are and how long they are kept.
    public struct Settings: Hashable, Sendable {
        public var url: String
        /// How old keys may be before they are fetched again. Default 10 min.
        public var lifetime: Duration
        /// How long after one fetch another may begin. Default 30 s.
        public var minimumInterval: Duration

        public init(
            url: String,
            lifetime: Duration = .seconds(600),
            minimumInterval: Duration = .seconds(30)
        ) {
            self.url = url
            self.lifetime = lifetime
            self.minimumInterval = minimumInterval
        }
    }

    private struct Name: Hashable {
        let id: String
        let algorithm: TokenAlgorithm
    }

    /// Bytes of the largest set that is read.
    private static let longest = 256 * 1024
    /// Keys of the largest set that is read.
    private static let mostKeys = 100
    private static let timeout = Duration.seconds(5)

    private let settings: Settings
    private let http: HTTPClient
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private var keys: [Name: VerificationKey]?
    private var fetchedAt: Timestamp?
    private var attemptedAt: Timestamp?
    private var fetching: Task<Void, Never>?

    public init(
        _ settings: Settings,
        http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp = { .now },
        logger: Logger
    ) {
        self.settings = settings
        self.http = http
        self.now = now
        self.logger = logger
    }

    /// The key that `token` says it was signed with; the only one there is for its algorithm, if it names none.
    /// - Returns: `nil` where there is no such key.
    /// - Throws: ``AccessError/unavailable`` where no keys could be had yet.
    func key(of token: SignedToken) async throws(AccessError) -> VerificationKey? {
        if self.isOld { await self.fetch() }
        if let key = self.known(token) { return key }
        await self.fetch()
        if let key = self.known(token) { return key }
        guard self.keys != nil else { throw .unavailable }
        return nil
    }

    private func known(_ token: SignedToken) -> VerificationKey? {
        guard let keys else { return nil }
        if let id = token.keyID { return keys[Name(id: id, algorithm: token.algorithm)] }
        let candidates = keys.filter { $0.key.algorithm == token.algorithm }
        return candidates.count == 1 ? candidates.first?.value : nil
    }

    private var isOld: Bool {
        self.fetchedAt.map { $0 + self.settings.lifetime <= self.now() } ?? true
    }

    /// Fetches the keys, or waits for the fetch that is under way; does nothing where the last one was just now.
    private func fetch() async {
        if let fetching { return await fetching.value }
        if let attemptedAt, self.now() < attemptedAt + self.settings.minimumInterval { return }
        self.attemptedAt = self.now()
        // A task of its own: many wait for it, and it must not end because one of them goes away.
        let task = Task { await self.load() }
        self.fetching = task
        await task.value
        self.fetching = nil
    }

    private func load() async {
        let request = HTTPClientRequest(
            url: self.settings.url,
            headers: ["Accept": "application/json"],
            timeouts: HTTPTimeouts(connect: Self.timeout, total: Self.timeout)
        )
        do {
            let response = try await self.http.send(request, maximumBodyBytes: Self.longest)
            guard response.head.isSuccess, let set = try? JSONValue(parsing: response.body)["keys"]?.array else {
                return self.logger.warning(
                    "No keys to verify tokens with came",
                    metadata: ["url": "\(self.settings.url)", "status": "\(response.head.status)"]
                )
            }
            self.keys = await Self.keys(in: set.prefix(Self.mostKeys))
            self.fetchedAt = self.now()
            self.logger.debug("Fetched keys to verify tokens with", metadata: ["keys": "\(self.keys?.count ?? 0)"])
        } catch {
            self.logger.warning(
                "The keys to verify tokens with cannot be fetched",
                metadata: ["url": "\(self.settings.url)", "error": "\(error)"]
            )
        }
    }

    /// The keys of a set that can be used; others may stand beside them (RFC 7517 §5).
    private static func keys(in set: some Sequence<JSONValue>) async -> [Name: VerificationKey] {
        var keys: [Name: VerificationKey] = [:]
        for (index, published) in set.enumerated() {
            for algorithm in TokenAlgorithm.allCases where !algorithm.isSymmetric {
                guard let key = try? await VerificationKey(published: published, algorithm: algorithm) else { continue }
                // One without a name is found by its algorithm alone: no token can name what has a blank in it.
                let id = published["kid"]?.string ?? " \(index)"
                keys[Name(id: id, algorithm: algorithm)] = key
            }
        }
        return keys
    }
}
