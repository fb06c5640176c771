public import AgentRuntime
public import HTTPTransport

/// `models.yaml`: the models that regions can name.
///
/// - `default` (model, default `auto`): the model of a region that names none, or `default`.
/// - `currency` (ISO 4217 code, default `USD`): of all prices and of the limits on cost.
/// - `models` (mapping, default none): models by name, see ``Entry``.
///
/// `auto` is always there: OpenAI's wire when `OPENAI_API_KEY` or `OPENAI_BASE_URL` is set, with the model `OPENAI_MODEL`
/// (`gpt-4.1` without it), else the offline stand-in. An empty variable counts as not set.
public struct ModelSettings: Sendable, Decodable {
    /// The model of a region that names none.
    public let standard: Located<String>
    public let currency: String
    public let models: [String: Entry]

    private enum Key: String, CodingKey {
        case standard = "default"
        case models, currency
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.standard =
            try container.decodeIfPresent(Located<String>.self, forKey: .standard)
            ?? Located(Self.automatic, at: decoder.location)
        let currency = try container.textIfPresent(.currency) ?? "USD"
        self.currency = currency
        try container.check(
            currency.count == 3 && currency.allSatisfy { $0.isASCII && $0.isUppercase },
            .currency,
            "\"\(currency)\" is not a currency. Write a code of three capitals, such as EUR."
        )
        self.models = try container.value(.models, default: [:])
        for reserved in [Self.automatic, Self.byDefault] {
            if let entry = self.models[reserved] {
                throw entry.location.error(
                    "A model cannot be named \"\(reserved)\", which is built in. Choose another name."
                )
            }
        }
        try self.checkFallbacks()
    }

    /// A model and how it is reached.
    ///
    /// - `provider` (`openai`, `openai-responses`, `anthropic` or `offline`): the wire it speaks, on whatever server;
    ///   `openai` is chat completions. Below, `anthropic` reads `ANTHROPIC_…` where the others read `OPENAI_…`, without the
    ///   `/v1` of a URL, as the vendor's own clients do.
    /// - `profile` (see ``ChatProfile/all``, default by the server's host, else `compatible`): how the server's provider
    ///   wants chat completions.
    /// - `model` (text, default `OPENAI_MODEL`, else `gpt-4.1`, Anthropic's `claude-sonnet-4-5`): what the server calls the
    ///   model; Azure: the deployment.
    /// - `base_url` (URL, default the profile's, else `OPENAI_BASE_URL`, else `https://api.openai.com/v1`, Anthropic's
    ///   `https://api.anthropic.com/v1`): the server.
    /// - `api_version` (text, default `2024-10-21` at addresses that need one): Azure's dated version.
    /// - `api_key` (text, default `OPENAI_API_KEY` where neither `base_url` nor `profile` names a server, else none):
    ///   written `${NAME}`.
    /// - `temperature` (number, default the server's, 0-2, Anthropic's 0-1).
    /// - `max_tokens` (int, default the server's, Anthropic's 4096, 1-1000000): the most tokens of an answer.
    /// - `context_tokens` (int, default no limit that is known, 1000-10^8): the most tokens of a request and its answer.
    /// - `price` (mapping, default not known): what tokens cost, see ``Price``.
    /// - `parameters` (mapping, default none): more members of the request, sent as they are.
    /// - `headers` (mapping of texts, default none): sent with every request.
    /// - `timeouts` (see ``ModelTimeouts``): how long to wait, phase by phase.
    /// - `retry.attempts` (int, default 3, 1-10): requests per step in all.
    /// - `retry.base` (duration, default 500ms, 0ms-60s): the longest wait before the second; it doubles from there.
    /// - `retry.cap` (duration, default 8s, 0ms-10m): the longest wait, unless the provider asks for more.
    /// - `breaker.failures` (int, default 5, 1-1000): so many in a row, and the model is not asked for a while.
    /// - `breaker.cool_down` (duration, default 30s, 1s-1h): how long it is not, and up to a fifth more at random.
    /// - `breaker.enabled` (bool, default true).
    /// - `concurrency` (int, default any number, 1-10000): requests under way at a time; the others wait.
    /// - `fallback` (list of models, default none): who answers in its place when it fails, in this order.
    public struct Entry: Sendable, Decodable {
        public let provider: ModelProvider
        public let profile: ChatProfile?
        public let model: String?
        public let baseURL: String?
        public let apiVersion: String?
        public let apiKey: Secret?
        public let temperature: Double?
        public let maximumTokens: Int?
        public let contextTokens: Int?
        public let price: Price?
        public let parameters: [String: JSONValue]
        public let headers: [String: Secret]
        public let timeouts: HTTPTimeouts
        public let policies: ModelPolicies
        public let fallback: [Located<String>]
        public let location: ConfigurationLocation

        private enum Key: String, CodingKey {
            case provider, profile, model, temperature, price, parameters, headers, timeouts, fallback
            case baseURL = "base_url"
            case apiVersion = "api_version"
            case apiKey = "api_key"
            case maximumTokens = "max_tokens"
            case contextTokens = "context_tokens"
        }

        /// An entry that leaves everything to the environment and the vendor.
        init(_ provider: ModelProvider, at location: ConfigurationLocation) {
            self.provider = provider
            self.profile = nil
            self.model = nil
            self.baseURL = nil
            self.apiVersion = nil
            self.apiKey = nil
            self.temperature = nil
            self.maximumTokens = nil
            self.contextTokens = nil
            self.price = nil
            self.parameters = [:]
            self.headers = [:]
            self.timeouts = ModelEndpoint.patience
            self.policies = .standard
            self.fallback = []
            self.location = location
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.location = decoder.location
            self.provider = try container.choice(.provider, of: ModelProvider.self)
            let profile = try container.textIfPresent(.profile)
            self.profile = profile.flatMap(ChatProfile.named)
            try container.check(
                profile == nil || self.profile != nil,
                .profile,
                "\"\(profile ?? "")\" is no choice. "
                    + advice(for: profile ?? "", among: ChatProfile.all.map(\.name), noun: "profile")
            )
            try container.check(
                profile == nil || self.provider == .openai,
                .profile,
                "It is a way to speak chat completions, which is provider openai. Remove it."
            )
            self.model = try container.textIfPresent(.model)
            let address = try container.decodeIfPresent(String.self, forKey: .baseURL)
            self.baseURL = address.flatMap(WebAddress.init)?.text
            try container.check(
                address == nil || self.baseURL != nil,
                .baseURL,
                "\"\(address ?? "")\" is not the URL of a server. Write one such as http://localhost:11434/v1."
            )
            self.apiVersion = try container.textIfPresent(.apiVersion)
            try container.check(
                self.apiVersion == nil || self.provider == .openai,
                .apiVersion,
                "It belongs to the profile azure of provider openai. Remove it."
            )
            let key = try container.decodeIfPresent(String.self, forKey: .apiKey)
            self.apiKey = key.flatMap { $0.isEmpty ? nil : Secret($0) }
            self.temperature = try container.numberIfPresent(.temperature, in: self.provider.temperatures)
            self.maximumTokens = try container.integerIfPresent(.maximumTokens, in: 1...1_000_000)
            self.contextTokens = try container.integerIfPresent(.contextTokens, in: 1000...100_000_000)
            self.price = try container.decodeIfPresent(Price.self, forKey: .price)
            self.parameters = try container.value(.parameters, default: [:])
            let own = self.provider.vendor?.ownMembers ?? []
            for name in self.parameters.keys.sorted() {
                try container.check(
                    !own.contains(name),
                    .parameters,
                    "\"\(name)\" is written by the service itself. Remove it"
                        + (["temperature", "max_tokens"].contains(name) ? ", or write it beside parameters." : ".")
                )
            }
            self.headers = try container.value(.headers, default: [String: String]()).mapValues(Secret.init)
            for (name, value) in self.headers {
                try container.check(
                    isHeaderName(name) && !value.value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F },
                    .headers,
                    "\"\(name)\" cannot be sent. A name is letters, digits and \"-\", and a value is one line."
                )
            }
            self.timeouts =
                try container.decodeIfPresent(ModelTimeouts.self, forKey: .timeouts)?.timeouts ?? ModelEndpoint.patience
            self.policies = try ModelPolicies(from: decoder)
            self.fallback = try container.value(.fallback, default: [])
        }
    }

    static let automatic = "auto"
    static let byDefault = "default"
}

/// Whether `name` is a token (RFC 9110 §5.6.2) of the characters in common use.
private func isHeaderName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
}
