import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

@Suite("Where a request comes from")
struct ClientOriginTests {
    private static func origin(
        _ peer: String,
        trusted: [String] = ["10.0.0.0/8", "fd00::/8"],
        headers: GatewaySettings.Proxies.Headers = .xForwarded,
        _ fields: [String: [String]]
    ) -> ClientOrigin {
        var proxies = GatewaySettings.Proxies()
        proxies.trusted = trusted.compactMap(AddressBlock.init)
        proxies.headers = headers
        return Peer(address: IPAddress(peer), proxies: proxies).origin { fields[$0] ?? [] }
    }

    @Test("is the first address from the right that is no proxy of ours")
    func rightToLeft() {
        for (list, client) in [
            (["203.0.113.9"], "203.0.113.9"), (["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
            (["6.6.6.6", "203.0.113.9, 10.0.0.2"], "203.0.113.9"), (["203.0.113.9:4711"], "203.0.113.9"),
            (["10.0.0.3, 10.0.0.2"], "10.0.0.3"), (["nonsense, 10.0.0.2"], "10.0.0.2"), ([""], "10.0.0.1"),
            (["203.0.113.9,"], "10.0.0.1"), (["2001:db8::5"], "2001:db8::5"), (["[2001:db8::5]:80"], "2001:db8::5"),
            (["::ffff:203.0.113.9"], "203.0.113.9"),
        ] {
            let origin = Self.origin("10.0.0.1", ["x-forwarded-for": list])
            #expect(origin.address == IPAddress(client), "\(list)")
            // Nobody told who came to the nearest proxy; whoever came to another is held to account.
            #expect(origin.isProxy == (client == "10.0.0.1"), "\(list)")
            #expect((origin.accountable == nil) == origin.isProxy, "\(list)")
        }
    }

    @Test("is the peer, whatever it says, unless the peer is a proxy of ours")
    func stranger() {
        let origin = Self.origin(
            "203.0.113.1",
            ["x-forwarded-for": ["198.51.100.7"], "x-forwarded-proto": ["https"], "x-forwarded-host": ["evil.example"]]
        )
        #expect(origin == ClientOrigin(address: IPAddress("203.0.113.1")))
    }

    @Test("counts a subscriber's IPv6 addresses as one, and a proxy as nobody")
    func accountable() {
        let one = Self.origin("2001:db8:1:2:3::4", [:]).accountable
        #expect(one == Self.origin("2001:db8:1:2:ffff::", [:]).accountable)
        #expect(one != Self.origin("2001:db8:1:3::", [:]).accountable)
        #expect(Self.origin("10.0.0.1", [:]).accountable == nil)
        #expect(Self.origin("::ffff:203.0.113.9", [:]).accountable == IPAddress("203.0.113.9"))
    }

    @Test("tells scheme and host as the proxy does that spoke with the client")
    func schemeAndHost() {
        let origin = Self.origin(
            "10.0.0.1",
            [
                "x-forwarded-for": ["203.0.113.9, 10.0.0.2"], "x-forwarded-proto": ["https, http"],
                "x-forwarded-host": ["chat.example.org"],
            ]
        )
        #expect(origin.isSecure)
        #expect(origin.host == "chat.example.org")
        #expect(Self.origin("10.0.0.1", ["x-forwarded-proto": ["HTTPS"]]).isSecure)
        // The first of the two was written by the client.
        #expect(
            !Self.origin("10.0.0.1", ["x-forwarded-for": ["203.0.113.9"], "x-forwarded-proto": ["https, http"]])
                .isSecure
        )
    }

    @Test("is read from Forwarded where the proxies write that, and from nothing else")
    func forwarded() {
        let fields = [
            "forwarded": [
                #"for=6.6.6.6, For="[2001:db8::17]:4711";proto=https;host="chat.example.org", for=10.0.0.2;proto=http"#
            ],
            "x-forwarded-for": ["198.51.100.7"],
        ]
        let origin = Self.origin("10.0.0.1", headers: .forwarded, fields)
        #expect(origin.address == IPAddress("2001:db8::17"))
        #expect(origin.isSecure)
        #expect(origin.host == "chat.example.org")
        for hidden in ["for=unknown", "for=_secret", #"for="unclosed"#, "for", "", ";;=,"] {
            let origin = Self.origin("10.0.0.1", headers: .forwarded, ["forwarded": [hidden]])
            #expect(origin.address == IPAddress("10.0.0.1"), "\(hidden)")
        }
        #expect(Self.origin("10.0.0.1", fields).address == IPAddress("198.51.100.7"))
    }

    /// A client that writes what it likes before the proxies add what they saw cannot pass for another.
    @Test("cannot be forged from behind a proxy", arguments: 1...200)
    func forgery(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789abcdef.:,;=\"\\[]_- for=10.0.0.1,203.0.113.5")
        let forged = String(
            (0..<Int.random(in: 0...60, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
        )
        let inner = ["10.0.0.2", "10.9.9.9"].prefix(Int.random(in: 0...2, using: &random))
        let chain = (["203.0.113.77"] + inner).joined(separator: ", ")
        for list in [[forged, chain], ["\(forged), \(chain)"]] {
            let origin = Self.origin("10.0.0.1", ["x-forwarded-for": list])
            #expect(origin.address == IPAddress("203.0.113.77"), "\(forged)")
        }
        let elements = (["203.0.113.77"] + inner).map { "for=\($0)" }.joined(separator: ", ")
        for list in [[forged, elements], ["\(forged), \(elements)"]] {
            let origin = Self.origin("10.0.0.1", headers: .forwarded, ["forwarded": list])
            #expect(origin.address == IPAddress("203.0.113.77"), "\(forged)")
        }
    }
}
