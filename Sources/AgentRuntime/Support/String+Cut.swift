extension String {
    /// The text, or as much of it as fits into so many bytes of UTF-8 and a note of how much is missing.
    public func cut(toBytes limit: Int) -> String {
        guard self.utf8.count > limit else { return self }
        var end = self.utf8.index(self.startIndex, offsetBy: max(0, limit))
        while end.samePosition(in: self.unicodeScalars) == nil { end = self.utf8.index(before: end) }
        return "\(self[..<end])\n[cut: \(self[end...].utf8.count) more bytes]"
    }
}
