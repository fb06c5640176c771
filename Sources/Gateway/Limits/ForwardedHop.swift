import HTTPTransport

/// What one proxy says about who came to it.
struct ForwardedHop: Equatable {
    /// `nil` where it does not say, or not in a way that can be understood.
    var address: IPAddress?
    var isSecure: Bool?
    var host: String?

    /// Reads `X-Forwarded-For`, to whose entries those of the two other fields belong: one for each, or else the last one to
    /// the nearest proxy.
    static func xForwarded(_ field: (_ name: String) -> [String]) -> [ForwardedHop] {
        var hops = self.list(field("x-forwarded-for")).map { ForwardedHop(address: self.address($0)) }
        let schemes = self.list(field("x-forwarded-proto"))
        let hosts = self.list(field("x-forwarded-host"))
        if hops.isEmpty, !(schemes.isEmpty && hosts.isEmpty) { hops = [ForwardedHop()] }
        for index in hops.indices {
            if let scheme = self.entry(of: schemes, for: index, in: hops) {
                hops[index].isSecure = scheme.lowercased() == "https"
            }
            hops[index].host = self.entry(of: hosts, for: index, in: hops)
        }
        return hops
    }

    private static func entry(of list: [String], for index: Int, in hops: [ForwardedHop]) -> String? {
        if list.count == hops.count { return list[index] }
        return index == hops.count - 1 ? list.last : nil
    }

    private static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { $0.trimmed }
    }

    /// Reads `Forwarded` (RFC 7239 §4).
    static func forwarded(_ values: [String]) -> [ForwardedHop] {
        values.flatMap { Self.split($0, at: ",") }.map { element in
            var hop = ForwardedHop()
            for pair in Self.split(element, at: ";") {
                guard let sign = pair.firstIndex(of: "=") else { continue }
                let value = Self.unquoted(pair[pair.index(after: sign)...].trimmed)
                switch pair[..<sign].trimmed.lowercased() {
                case "for": hop.address = Self.address(value)
                case "proto": hop.isSecure = value.lowercased() == "https"
                case "host": hop.host = value
                default: break
                }
            }
            return hop
        }
    }

    /// The parts of `text` between separators that no quotes enclose. Where quotes do not close, they enclose nothing: else a
    /// client could hide in them what a proxy adds.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [String] {
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == separator, !isQuoted {
                parts.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            parts[parts.count - 1].append(character)
        }
        guard isQuoted else { return parts }
        return text.split(omittingEmptySubsequences: false) { $0 == separator }.map { String($0) }
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var value = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                value.append(character)
                isEscaped = false
            }
        }
        return value
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
    private static func address(_ text: String) -> IPAddress? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), Self.isPort(text[text.index(after: end)...]) else { return nil }
            return IPAddress(String(text[text.index(after: text.startIndex)..<end]))?.unmapped
        }
        if let address = IPAddress(text) { return address.unmapped }
        guard let colon = text.lastIndex(of: ":"), Self.isPort(text[colon...]) else { return nil }
        let address = IPAddress(String(text[..<colon]))
        return address?.bytes.count == 4 ? address : nil
    }

    /// Whether it is nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
    }
}

extension StringProtocol {
    /// Without blanks and tabs around it.
    fileprivate var trimmed: String {
        let start = self.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
