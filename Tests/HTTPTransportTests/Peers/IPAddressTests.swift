import HTTPTransport
import Testing

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "addresses of the public internet",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
            "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111",
            "2a00:1450:4002::200e", "2001:200::1", "2003::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        ]
    )
    func isPublic(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(
        "addresses that must not be reached from outside",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
            "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
            "239.255.255.255", "240.0.0.1", "255.255.255.255",
            "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "100::1", "2001::1",
            "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fdff::1",
            "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1",
        ]
    )
    func isNotPublic(_ text: String) throws {
        #expect(!(try #require(IPAddress(text)).isPublic))
    }

    @Test(
        "text that is no address is none",
        arguments: ["", "localhost", "1.2.3", "1.2.3.4:80", "[::1]", "fe80::1%eth0"]
    )
    func noAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("an address is written in its shortest form", arguments: ["1.2.3.4", "2001:db8::1", "::"])
    func description(_ text: String) {
        #expect(IPAddress(text)?.description == text)
    }
}
