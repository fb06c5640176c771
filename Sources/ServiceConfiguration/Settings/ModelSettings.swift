public import AgentRuntime

/// `models.yaml`: the models that regions can name.
///
/// - `default` (model, default `auto`): the model of a region that names none, or `default`.
/// - `models` (mapping, default none): models by name, see ``Entry``.
///
/// `auto` is always there: OpenAI's wire when `OPENAI_API_KEY` or `OPENAI_BASE_URL` is set, with the model `OPENAI_MODEL`
/// (`gpt-4.1` without it), else the offline stand-in. An empty variable counts as not set.
public struct ModelSettings: Sendable, Decodable {
    /// The model of a region that names none.
    public let standard: Located<String>
    public let models: [String: Entry]

    private enum Key: String, CodingKey {
        case standard = "default"
        case models
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.standard =
            try container.decodeIfPresent(Located<String>.self, forKey: .standard)
            ?? Located(Self.automatic, at: decoder.location)
        self.models = try container.value(.models, default: [:])
        for reserved in [Self.automatic, Self.byDefault] {
            if let entry = self.models[reserved] {
                throw entry.location.error(
                    "A model cannot be named \"\(reserved)\", which is built in. Choose another name."
                )
            }
        }
    }

    /// A model and how it is reached.
    ///
    /// - `provider` (`openai` or `offline`): the wire it speaks; `openai` is chat completions, on whatever server.
    /// - `model` (text, default `OPENAI_MODEL`, else `gpt-4.1`): what the server calls the model.
    /// - `base_url` (URL, default `OPENAI_BASE_URL`, else `https://api.openai.com/v1`): the server.
    /// - `api_key` (text, default `OPENAI_API_KEY` where `base_url` is left out, else none): written `${NAME}`.
    /// - `temperature` (number, default the server's, 0-2).
    /// - `max_tokens` (int, default the server's, 1-1000000): the most tokens of an answer.
    /// - `headers` (mapping of texts, default none): sent with every request.
    public struct Entry: Sendable, Decodable {
        /// A wire and the side that speaks it.
        public enum Provider: String, Hashable, Sendable, CaseIterable { case openai, offline }

        public let provider: Provider
        public let model: String?
        public let baseURL: String?
        public let apiKey: Secret?
        public let temperature: Double?
        public let maximumTokens: Int?
        public let headers: [String: Secret]
        public let location: ConfigurationLocation

        private enum Key: String, CodingKey {
            case provider, model, temperature, headers
            case baseURL = "base_url"
            case apiKey = "api_key"
            case maximumTokens = "max_tokens"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.location = decoder.location
            self.provider = try container.choice(.provider, of: Provider.self)
            self.model = try container.textIfPresent(.model)
            let address = try container.decodeIfPresent(String.self, forKey: .baseURL)
            self.baseURL = address.flatMap(WebAddress.init)?.text
            try container.check(
                address == nil || self.baseURL != nil,
                .baseURL,
                "\"\(address ?? "")\" is not the URL of a server. Write one such as http://localhost:11434/v1."
            )
            let key = try container.decodeIfPresent(String.self, forKey: .apiKey)
            self.apiKey = key.flatMap { $0.isEmpty ? nil : Secret($0) }
            self.temperature = try container.numberIfPresent(.temperature, in: 0...2)
            self.maximumTokens = try container.integerIfPresent(.maximumTokens, in: 1...1_000_000)
            self.headers = try container.value(.headers, default: [String: String]()).mapValues(Secret.init)
            for (name, value) in self.headers {
                try container.check(
                    isHeaderName(name) && !value.value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F },
                    .headers,
                    "\"\(name)\" cannot be sent. A name is letters, digits and \"-\", and a value is one line."
                )
            }
        }
    }

    static let automatic = "auto"
    static let byDefault = "default"
}

/// Whether `name` is a token (RFC 9110 §5.6.2) of the characters in common use.
private func isHeaderName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
}
