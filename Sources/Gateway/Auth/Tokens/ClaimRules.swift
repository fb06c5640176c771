import AgentRuntime

/// What must be so in a token's claims (RFC 7519 §4.1), and what is read from them.
public struct ClaimRules: Hashable, Sendable {
    /// What a token says whom it is for.
    public enum Audience: Hashable, Sendable {
        /// It must name one of these.
        case named(Set<String>)
        /// It must name nobody: one that is for somebody else is not for us (RFC 7519 §4.1.3).
        case nobody
        /// Whoever gave it out has judged that already.
        case any
    }

    public var audience = Audience.nobody
    /// Who must have given it out; anybody who has the key if `nil`.
    public var issuer: String?
    /// The claim that names the subject. Default `sub`.
    public var subjectClaim = "sub"
    /// What stands before the claim in the subject, where others name subjects too. Default nothing.
    public var subjectPrefix = ""
    /// Whether a token must say when it ends. Default `true`.
    public var requiresExpiry = true
    /// The claim that lists regions, to which it then limits; none if `nil`.
    public var regionsClaim: String?
    /// The claim that lists roles. Default `roles`.
    public var rolesClaim = "roles"
    /// The role that makes an admin. Default `admin`.
    public var adminRole = "admin"
    /// By how much clocks may differ. Default 30 s.
    public var clockSkew: Duration = .seconds(30)

    /// What no claim may begin with, since subjects do that are named in other ways.
    private static let reservedPrefixes = [APIKeyAuthenticator.subjectPrefix, IntrospectionAuthenticator.subjectPrefix]

    public init() {}

    /// Who the claims are about.
    /// - Throws: ``AccessError/invalid(_:)``.
    func principal(_ claims: [String: JSONValue], at now: Timestamp) throws(AccessError) -> Principal {
        let expiry = try self.instant("exp", in: claims)
        guard expiry != nil || !self.requiresExpiry else {
            throw .invalid("The token never ends. Get one with the claim exp.")
        }
        if let expiry, expiry + self.clockSkew <= now { throw .invalid("The token has expired. Get a new one.") }
        if let begin = try self.instant("nbf", in: claims), now + self.clockSkew < begin {
            throw .invalid("The token is not valid yet. Check the clocks of both sides.")
        }
        _ = try self.instant("iat", in: claims)
        if let issuer, claims["iss"]?.string?.hasSameBytes(as: issuer) != true {
            throw .invalid("The token is from another issuer.")
        }
        try self.checkAudience(claims["aud"])
        let roles = try self.list(self.rolesClaim, in: claims) ?? []
        let regions = try self.regionsClaim.map { name throws(AccessError) in try self.list(name, in: claims) } ?? nil
        return Principal(
            subject: try self.subject(of: claims),
            regions: regions.map { Set($0.map(RegionID.init(rawValue:))) },
            isAdmin: roles.contains { $0.hasSameBytes(as: self.adminRole) },
            expiresAt: expiry.map { $0 + self.clockSkew }
        )
    }

    private func subject(of claims: [String: JSONValue]) throws(AccessError) -> Subject {
        let name: String
        switch claims[self.subjectClaim] {
        case .string(let text)?: name = text
        case .integer(let number)?: name = "\(number)"
        default: throw .invalid("The token's claim \(self.subjectClaim) must be a text or a whole number.")
        }
        guard Self.canName(name) else {
            throw .invalid("The token's claim \(self.subjectClaim) cannot name anybody here.")
        }
        return Subject(self.subjectPrefix + name)
    }

    /// Whether a claim can be a subject: 1 to 256 bytes, that nobody else's are and that are stored as they came. Control
    /// characters end texts elsewhere, and U+FFFD stands for what was no text.
    private static func canName(_ claim: String) -> Bool {
        (1...256).contains(claim.utf8.count)
            && claim.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{FFFD}" }
            && !self.reservedPrefixes.contains { claim.utf8.starts(with: $0.utf8) }
    }

    private func checkAudience(_ claim: JSONValue?) throws(AccessError) {
        let named: [String]
        switch claim {
        case nil: named = []
        case .string(let text)?: named = [text]
        case .array(let elements)?: named = elements.compactMap(\.string)
        default: throw .invalid("The token's claim aud must be a text or a list of texts.")
        }
        switch self.audience {
        case .any: break
        case .nobody:
            if claim != nil { throw .invalid("The token is for an audience, and this service has no name as one.") }
        case .named(let names):
            let isNamed = named.contains { name in names.contains { $0.hasSameBytes(as: name) } }
            guard isNamed else { throw .invalid("The token is for another audience.") }
        }
    }

    /// Seconds since 1970, with or without a fraction (RFC 7519 §2, NumericDate).
    private func instant(_ name: String, in claims: [String: JSONValue]) throws(AccessError) -> Timestamp? {
        guard let claim = claims[name] else { return nil }
        // Up to the year 9999: later ones would not fit what they are added to.
        guard let seconds = claim.double, (0...253_402_300_799).contains(seconds) else {
            throw .invalid("The token's claim \(name) must be a number of seconds since 1970.")
        }
        return Timestamp(milliseconds: Int64(seconds * 1000))
    }

    /// A list of texts, or one text with blanks between them (RFC 8693 §4.2).
    private func list(_ name: String, in claims: [String: JSONValue]) throws(AccessError) -> [String]? {
        switch claims[name] {
        case nil: return nil
        case .string(let text)?: return text.split(separator: " ").map(String.init)
        case .array(let elements)? where elements.allSatisfy({ $0.string != nil }):
            return elements.compactMap(\.string)
        default: throw .invalid("The token's claim \(name) must be a text or a list of texts.")
        }
    }
}
