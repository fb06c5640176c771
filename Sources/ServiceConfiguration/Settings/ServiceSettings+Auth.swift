import AgentRuntime

extension ServiceSettings {
    /// `auth`: who may use the service.
    ///
    /// - `mode` (`open`, `create` or `strict`, default `open`): what a token is needed for. `CHAT_SERVICE_AUTH` wins.
    /// - `jwt`, `introspection`, `keys`: who tells whether a token is good, see ``JWT``, ``Introspection``, ``Key``.
    /// - `subject_claim` (text, default `sub`): the claim that names whom a token was given to.
    /// - `regions_claim` (text, default none): the claim that lists the regions a token is good for.
    /// - `roles_claim` (text, default `roles`): the claim that lists roles.
    /// - `admin_role` (text, default `admin`): the role that makes an admin.
    /// - `clock_skew` (duration, default 30s, 0s-10m): by how much clocks may differ.
    /// - `ticket_lifetime` (duration, default 30s, 1s-10m): how long a ticket for a socket is good.
    public struct Auth: Sendable, Decodable {
        /// What a token is needed for.
        public enum Mode: String, Hashable, Sendable, CaseIterable { case open, create, strict }

        public var mode = Mode.open
        public var jwt = JWT()
        public var introspection: Introspection?
        public var keys: [Key] = []
        public var subjectClaim = "sub"
        public var regionsClaim: String?
        public var rolesClaim = "roles"
        public var adminRole = "admin"
        public var clockSkew: Duration = .seconds(30)
        public var ticketLifetime: Duration = .seconds(30)
        /// Where the section stands.
        let location: ConfigurationLocation?

        private enum Name: String, CodingKey {
            case mode, jwt, introspection, keys
            case subjectClaim = "subject_claim"
            case regionsClaim = "regions_claim"
            case rolesClaim = "roles_claim"
            case adminRole = "admin_role"
            case clockSkew = "clock_skew"
            case ticketLifetime = "ticket_lifetime"
        }

        init() { self.location = nil }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            self.location = decoder.location
            self.mode = try container.choiceIfPresent(.mode, of: Mode.self) ?? self.mode
            self.jwt = try container.value(.jwt, default: self.jwt)
            self.introspection = try container.decodeIfPresent(Introspection.self, forKey: .introspection)
            self.keys = try container.value(.keys, default: self.keys)
            self.subjectClaim = try container.textIfPresent(.subjectClaim) ?? self.subjectClaim
            self.regionsClaim = try container.textIfPresent(.regionsClaim)
            self.rolesClaim = try container.textIfPresent(.rolesClaim) ?? self.rolesClaim
            self.adminRole = try container.textIfPresent(.adminRole) ?? self.adminRole
            self.clockSkew = try container.duration(.clockSkew, default: self.clockSkew, in: .zero ... .seconds(600))
            self.ticketLifetime = try container.duration(
                .ticketLifetime,
                default: self.ticketLifetime,
                in: .seconds(1) ... .seconds(600)
            )
            let names = self.keys.map(\.name.value)
            if let twin = self.keys.indices.first(where: { names[..<$0].contains(names[$0]) }) {
                throw self.keys[twin].name.location.error(
                    "Two keys are named \"\(names[twin])\". Give each a name of its own."
                )
            }
        }

        /// Whether anybody can tell that a token is good.
        var knowsTokens: Bool {
            self.jwt.isUsed || self.introspection != nil || !self.keys.isEmpty
        }

        /// `auth.keys`: a key that a server shows in the place of a token.
        ///
        /// - `name` (text): its holder, once.
        /// - `hash` (text): what `chat-service keys new` prints.
        /// - `regions` (list of regions, default all): where it is good.
        /// - `admin` (bool, default false).
        public struct Key: Sendable, Decodable {
            public var name: Located<String>
            /// 64 hexadecimal digits behind `sha256:`.
            public var hash: String
            public var regions: [Located<String>]?
            public var isAdmin: Bool

            private enum Key: String, CodingKey {
                case name, hash, regions
                case isAdmin = "admin"
            }

            public init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                self.name = try container.decode(Located<String>.self, forKey: .name)
                try container.check(
                    (1...64).contains(self.name.value.utf8.count),
                    .name,
                    "A key's name has 1 to 64 bytes. Name who holds it, such as dashboard."
                )
                try container.check(
                    self.name.value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
                    .name,
                    "A key's name has no control characters."
                )
                self.hash = try container.decode(String.self, forKey: .hash)
                let digits = self.hash.dropFirst("sha256:".count)
                try container.check(
                    self.hash.hasPrefix("sha256:") && digits.utf8.count == 64 && digits.allSatisfy(\.isHexDigit),
                    .hash,
                    "This is no key's hash. Write what \"chat-service keys new\" prints: sha256: and 64 hexadecimal digits."
                )
                self.regions = try container.decodeIfPresent([Located<String>].self, forKey: .regions)
                self.isAdmin = try container.value(.isAdmin, default: false)
            }
        }
    }
}

extension ServiceSettings.Auth: Equatable {
    /// Whether they say the same, wherever they stand.
    public static func == (left: Self, right: Self) -> Bool { left.values == right.values }

    private var values: [AnyHashable?] {
        [
            self.mode, self.jwt, self.introspection, self.keys.map(\.values), self.subjectClaim, self.regionsClaim,
            self.rolesClaim, self.adminRole, self.clockSkew, self.ticketLifetime,
        ]
    }
}

extension ServiceSettings.Auth.Key {
    fileprivate var values: [AnyHashable?] {
        [self.name.value, self.hash, self.regions?.map(\.value), self.isAdmin]
    }
}
