extension ToolCall {
    /// The name, with what servers refuse in one replaced: they would refuse the conversation for ever after, and the call's
    /// result tells the model that there is no such tool.
    var sentName: String {
        let name = self.name.unicodeScalars.prefix(64).map { scalar in
            let character = Character(scalar)
            let isAllowed = scalar.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
            return isAllowed ? character : "_"
        }
        return name.isEmpty ? "unnamed" : String(name)
    }
}
