extension JSONWriter {
    /// Writes members, in the order of their names, into an object that has some already.
    mutating func write(moreMembers members: [String: JSONValue]) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            self.write(raw: ",")
            self.write(string: name)
            self.write(raw: ":")
            self.write(value)
        }
    }
}
