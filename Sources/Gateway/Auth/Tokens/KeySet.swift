public import AgentRuntime
public import HTTPTransport
public import Logging

/// The public keys that an issuer has published at a URL (RFC 7517 §5), fetched when they are needed and kept for a while.
///
/// A token whose key is not among them has them fetched again, since keys are changed; but not more often than every
/// ``Settings/minimumInterval``, whatever tokens are shown. Keys that are old are fetched again while they go on being used;
/// those that are twice as old as they may be are waited for once. When a fetch fails the keys that are there stay good.
/// While there are none, a fetch that failed is repeated after one second, two, and then every five.
public actor KeySet {
    /// Where keys are and how long they are kept.
    public struct Settings: Hashable, Sendable {
        public var url: String
        /// How old keys may be before they are fetched again. Default 10 min.
        public var lifetime: Duration
        /// How long after one fetch another may begin, once there are keys. Default 30 s.
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
    /// Before that no fetch begins.
    private var notBefore: Timestamp?
    /// Fetches that failed since the last that did not.
    private var failures = 0
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
        await self.refresh()
        if let key = self.known(token) { return key }
        await self.fetch()?.value
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

    /// Has keys that are old fetched, and waits for them where those at hand will not do.
    private func refresh() async {
        guard let fetchedAt else { return }
        let (age, lifetime) = (self.now() - fetchedAt, self.settings.lifetime)
        guard age >= lifetime else { return }
        let fetching = self.fetch()
        if age >= lifetime * 2, self.failures == 0 { await fetching?.value }
    }

    /// The fetch that is under way, begun if need be; `nil` where the last one was just now.
    private func fetch() -> Task<Void, Never>? {
        if let fetching { return fetching }
        let now = self.now()
        if let notBefore, now < notBefore { return nil }
        self.notBefore = now + self.settings.minimumInterval
        // A task of its own: many wait for it, and it must not end because one of them goes away.
        let task = Task {
            await self.load()
            self.fetching = nil
        }
        self.fetching = task
        return task
    }

    /// Whether a fetch is under way.
    var isFetching: Bool { self.fetching != nil }

    private func load() async {
        guard let keys = await self.download() else {
            self.failures += 1
            if self.keys == nil { self.notBefore = self.now() + min(self.pause, self.settings.minimumInterval) }
            return
        }
        self.keys = keys
        self.fetchedAt = self.now()
        self.failures = 0
        self.logger.debug("Fetched keys to verify tokens with", metadata: ["keys": "\(keys.count)"])
    }

    /// How long after the last failure the first keys are tried for again.
    private var pause: Duration { self.failures > 2 ? .seconds(5) : .seconds(self.failures) }

    private func download() async -> [Name: VerificationKey]? {
        let request = HTTPClientRequest(
            url: self.settings.url,
            headers: ["Accept": "application/json"],
            timeouts: HTTPTimeouts(connect: Self.timeout, total: Self.timeout)
        )
        do {
            let response = try await self.http.send(request, maximumBodyBytes: Self.longest)
            guard response.head.isSuccess, let set = try? JSONValue(parsing: response.body)["keys"]?.array else {
                self.logger.warning(
                    "No keys to verify tokens with came",
                    metadata: ["url": "\(self.settings.url)", "status": "\(response.head.status)"]
                )
                return nil
            }
            return await Self.keys(in: set.prefix(Self.mostKeys))
        } catch {
            self.logger.warning(
                "The keys to verify tokens with cannot be fetched",
                metadata: ["url": "\(self.settings.url)", "error": "\(error)"]
            )
            return nil
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
