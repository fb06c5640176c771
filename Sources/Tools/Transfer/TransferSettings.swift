import AgentRuntime

/// The `settings` of an entry of kind `transfer`.
///
/// - `url` (URL, default none): where escalations are posted to. Without one, or with an empty one, the session's clients
///   are sent a `handoff` frame instead.
/// - `headers` (mapping, default none): sent with every escalation; secrets as `${NAME}`.
/// - `private_addresses` (bool, default true): whether the URL's host may have a loopback, private or link-local address.
/// - `asks_first` (bool, default false): whether the model says with `immediate` if the patient is to be asked first what
///   is needed; then a first call without haste transfers nothing.
/// - `queues` (list, default none): where a transfer is to be taken up, the first one counts whose `words` the reason
///   speaks of, see ``TransferQueue``.
public struct TransferSettings: Decodable, Sendable {
    let url: String?
    let headers: [String: Secret]
    let allowsPrivateAddresses: Bool
    let asksFirst: Bool
    let queues: [TransferQueue]

    private enum Key: String, CodingKey {
        case url, headers, queues
        case allowsPrivateAddresses = "private_addresses"
        case asksFirst = "asks_first"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let url = try container.decodeIfPresent(String.self, forKey: .url) ?? ""
        self.url = url.isEmpty ? nil : url
        self.headers = try container.decodeIfPresent([String: Secret].self, forKey: .headers) ?? [:]
        self.allowsPrivateAddresses = try container.decodeIfPresent(Bool.self, forKey: .allowsPrivateAddresses) ?? true
        self.asksFirst = try container.decodeIfPresent(Bool.self, forKey: .asksFirst) ?? false
        self.queues = try container.decodeIfPresent([TransferQueue].self, forKey: .queues) ?? []
        guard self.url.map(RemoteURL.isAbsolute) ?? true else {
            throw DecodingError.dataCorruptedError(
                forKey: .url,
                in: container,
                debugDescription: "\"\(url)\" is not an absolute http or https URL."
            )
        }
    }
}

/// One of the places where transfers are taken up.
///
/// - `words` (list of words, default none): what is to be taken up here, in any form; without words, everything.
/// - `service`, `queue_code`, `sector` (texts, default none): what the place is called, passed on as it is.
struct TransferQueue: Decodable, Hashable, Sendable {
    let words: [String]
    let route: [String: String]

    private enum Key: String, CodingKey, CaseIterable {
        case words, service, sector
        case queueCode = "queue_code"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.words = try container.decodeIfPresent([String].self, forKey: .words) ?? []
        var route: [String: String] = [:]
        for key in [Key.service, .queueCode, .sector] {
            route[key.rawValue] = try container.decodeIfPresent(String.self, forKey: key)
        }
        self.route = route
    }

    /// Whether `reason` speaks of what is taken up here.
    func takes(_ reason: String) -> Bool {
        let stems = Set(ItalianText.stems(of: reason))
        return self.words.isEmpty
            || self.words.contains { word in
                let wanted = ItalianText.stems(of: word)
                return !wanted.isEmpty && stems.isSuperset(of: wanted)
            }
    }
}
