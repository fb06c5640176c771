/// What the model calls something it was offered: a letter and a number, counted from 1 in each session.
struct OptionKey: Hashable, Sendable, CustomStringConvertible {
    /// What a key stands for.
    enum Kind: String, Hashable, Sendable {
        case service = "s"
        case slot = "o"
        case reservation = "r"
    }

    let kind: Kind
    let number: Int

    init(_ kind: Kind, _ number: Int) {
        self.kind = kind
        self.number = number
    }

    /// `nil` unless `text` is a key of this kind; case and surrounding blanks do not matter.
    init?(_ kind: Kind, _ text: String) {
        let text = text.lowercased().filter { !$0.isWhitespace }
        guard text.hasPrefix(kind.rawValue), text.count <= 10, let number = Int(text.dropFirst()), number > 0 else {
            return nil
        }
        self.init(kind, number)
    }

    var description: String { "\(self.kind.rawValue)\(self.number)" }
}
