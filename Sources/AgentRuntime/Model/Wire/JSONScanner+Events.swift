extension JSONScanner {
    /// The next value if it is a string; any other is stepped over.
    mutating func stringIfPresent() throws(JSONError) -> JSONString? {
        guard self.peek() == UInt8(ascii: "\"") else {
            try self.skip()
            return nil
        }
        return try self.string()
    }

    /// Steps over the next value and tells where it stands, to be read later; `nil` for `null`.
    mutating func placeOfValue() throws(JSONError) -> JSONScanner? {
        if try self.null() { return nil }
        let place = self
        try self.skip()
        return place
    }
}
