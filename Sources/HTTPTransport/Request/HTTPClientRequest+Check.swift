extension HTTPClientRequest {
    /// Refuses what would smuggle a second header, request or string end past libcurl.
    /// - Throws: ``HTTPTransportError/invalidRequest(_:)``.
    func check() throws(HTTPTransportError) {
        func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
        guard isClean(self.url), !self.url.utf8.contains(0x20) else {
            throw .invalidRequest("its URL has white space or control characters")
        }
        guard self.isSecure || self.url.hasPrefix("http://") else {
            throw .invalidRequest("its URL begins with neither http:// nor https://")
        }
        guard !self.method.isEmpty,
            self.method.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw .invalidRequest("its method is not in upper-case letters")
        }
        for field in self.headers.fields {
            let isName =
                !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            guard isName, isClean(field.value) else {
                let name = field.name.prefix(40).filter { $0.isLetter || $0 == "-" }
                throw .invalidRequest("the header \(name) has characters that are not allowed")
            }
        }
    }
}
