import HTTPTransport
import Testing

@Suite("Blocks of addresses")
struct AddressBlockTests {
    @Test(
        "hold the addresses that begin alike",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("192.0.2.128/25", "192.0.2.200", true),
            ("192.0.2.128/25", "192.0.2.100", false), ("0.0.0.0/0", "203.0.113.9", true),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::1", "::1", true), ("::/0", "192.0.2.1", false), ("0.0.0.0/0", "::1", false),
        ]
    )
    func contains(_ block: String, _ address: String, _ expected: Bool) throws {
        #expect(try #require(AddressBlock(block)).contains(try #require(IPAddress(address))) == expected)
    }

    @Test(
        "are written as an address and a number of bits",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "::/129", "a/8",
            "10.0.0.0/8/8",
        ]
    )
    func mistakes(_ text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
