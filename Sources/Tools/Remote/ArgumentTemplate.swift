import AgentRuntime

/// A text or any JSON in which `{name}` stands for an argument of the call; `{{` stands for `{` itself.
///
/// A text that is nothing but `{name}` becomes the argument as it is, number or list included. What refers to an argument
/// that was left out is left out itself.
struct ArgumentTemplate: Decodable, Sendable {
    private enum Piece: Sendable {
        case text(String)
        case argument(String)
    }

    private indirect enum Node: Sendable {
        case pieces([Piece])
        case literal(JSONValue)
        case array([Node])
        case object([(name: String, node: Node)])
    }

    private let node: Node

    init(_ text: String) {
        self.node = .pieces(Self.pieces(of: text))
    }

    init(from decoder: any Decoder) throws {
        self.node = Self.node(try JSONValue(from: decoder))
    }

    /// The names it refers to.
    var names: Set<String> { Self.names(in: self.node) }

    /// The value for these arguments; `nil` where it is left out.
    func filled(with arguments: [String: JSONValue]) -> JSONValue? {
        Self.fill(self.node, with: arguments)
    }

    /// The text for these arguments; `nil` where it is left out.
    func text(with arguments: [String: JSONValue]) -> String? {
        self.text(with: arguments) { $0 }
    }

    /// The text for these arguments, each run through `encode`; `nil` where it is left out.
    func text<Failure: Error>(
        with arguments: [String: JSONValue],
        encode: (String) throws(Failure) -> String
    ) throws(Failure) -> String? {
        guard case .pieces(let pieces) = self.node else {
            return self.filled(with: arguments).map { $0.string ?? $0.description }
        }
        return try Self.join(pieces, arguments, encode)
    }

    private static func join<Failure: Error>(
        _ pieces: [Piece],
        _ arguments: [String: JSONValue],
        _ encode: (String) throws(Failure) -> String
    ) throws(Failure) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .argument(let name):
                guard let value = arguments[name], value != .null else { return nil }
                text += try encode(value.string ?? value.description)
            }
        }
        return text
    }

    private static func fill(_ node: Node, with arguments: [String: JSONValue]) -> JSONValue? {
        switch node {
        case .literal(let value):
            return value
        case .pieces(let pieces):
            if pieces.count == 1, case .argument(let name) = pieces[0] { return arguments[name] }
            return self.join(pieces, arguments) { $0 }.map { .string($0) }
        case .array(let nodes):
            return .array(nodes.compactMap { self.fill($0, with: arguments) })
        case .object(let members):
            var filled: [String: JSONValue] = [:]
            for member in members { filled[member.name] = self.fill(member.node, with: arguments) }
            return .object(filled)
        }
    }

    // MARK: Reading

    private static func node(_ json: JSONValue) -> Node {
        switch json {
        case .string(let text): .pieces(self.pieces(of: text))
        case .array(let elements): .array(elements.map(self.node))
        case .object(let members): .object(members.sorted { $0.key < $1.key }.map { ($0.key, self.node($0.value)) })
        default: .literal(json)
        }
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{") {
            literal += rest[..<opening]
            rest = rest[rest.index(after: opening)...]
            if rest.first == "{" {
                literal += "{"
                rest.removeFirst()
            } else if let closing = rest.firstIndex(of: "}") {
                if !literal.isEmpty { pieces.append(.text(literal)) }
                literal = ""
                pieces.append(.argument(String(rest[..<closing])))
                rest = rest[rest.index(after: closing)...]
            } else {
                literal += "{"
            }
        }
        literal += rest
        if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
        return pieces
    }

    private static func names(in node: Node) -> Set<String> {
        switch node {
        case .literal: []
        case .pieces(let pieces):
            Set(pieces.compactMap { piece in if case .argument(let name) = piece { name } else { nil } })
        case .array(let nodes): nodes.reduce(into: []) { $0.formUnion(self.names(in: $1)) }
        case .object(let members): members.reduce(into: []) { $0.formUnion(self.names(in: $1.node)) }
        }
    }
}
