/// In which order a step's text and calls came, and between them what only the provider understands, such as sealed
/// reasoning: what a provider wants back with the next request, unread and in its place.
///
/// It travels as ``ModelResponse/extra`` in the form `{"wire", "model", "parts"}`, where a part is `{"kept": item}`,
/// `{"text": [from, to]}` in bytes of the step's text, with `labels` if the provider gave it any, or `{"call": place}`.
/// Seals hold for one model, so the parts go back only over the wire and to the model that they came from.
struct StepParts: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        /// An item as it came.
        case kept(JSONValue)
        /// A piece of the step's text, and what the provider said about it.
        case text(Range<Int>, labels: [String: JSONValue] = [:])
        /// A call by its place among the step's.
        case call(Int)
    }

    /// A part with its text and its call, to be sent.
    enum Sent: Hashable, Sendable {
        case kept(JSONValue)
        case text(String, labels: [String: JSONValue])
        case call(ToolCall)
    }

    private(set) var parts: [Part] = []

    mutating func append(_ part: Part) {
        if case .text(let range, _) = part, range.isEmpty { return }
        self.parts.append(part)
    }

    /// The parts as they travel; `nil` where text and calls alone say the same.
    func extra(of wire: String, model: String) -> JSONValue? {
        let isPlain = self.parts.allSatisfy { part in
            switch part {
            case .kept: false
            case .text(_, let labels): labels.isEmpty
            case .call: true
            }
        }
        if isPlain { return nil }
        return ["wire": .string(wire), "model": .string(model), "parts": .array(self.parts.map(\.json))]
    }

    /// An assistant's message part by part, as `wire` sends it to `model`. Text comes before calls and nothing is kept
    /// where `extra` comes from elsewhere or does not fit the step. Blank text is left out.
    static func sent(
        _ text: String,
        _ calls: [ToolCall],
        extra: JSONValue?,
        over wire: String,
        to model: String
    ) -> [Sent] {
        let isOurs = extra?["wire"]?.string == wire && extra?["model"]?.string == model
        let restored = isOurs ? Self.restored(from: extra?["parts"]?.array ?? [], text, calls) : nil
        let parts = restored ?? [.text(text, labels: [:])] + calls.map { .call($0) }
        return parts.filter { if case .text(let text, _) = $0 { !text.isBlank } else { true } }
    }

    /// The parts, if they hold each call once, in order, and all of the text.
    private static func restored(from json: [JSONValue], _ text: String, _ calls: [ToolCall]) -> [Sent]? {
        let bytes = Array(text.utf8)
        var callCount = 0
        var rest = Untaken(bytes)
        var sent: [Sent] = []
        for part in json.map(Part.init(json:)) {
            switch part {
            case .kept(let item)?:
                sent.append(.kept(item))
            case .text(let range, let labels)?:
                guard rest.take(range), let piece = String(validating: bytes[range], as: UTF8.self) else { return nil }
                sent.append(.text(piece, labels: labels))
            case .call(let place)?:
                guard place == callCount, place < calls.count else { return nil }
                sent.append(.call(calls[place]))
                callCount += 1
            case nil:
                return nil
            }
        }
        return callCount == calls.count && rest.isBlank ? sent : nil
    }

    /// The bytes of a text that no part has taken.
    private struct Untaken {
        private let bytes: [UInt8]
        private var isTaken: [Bool]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            self.isTaken = [Bool](repeating: false, count: bytes.count)
        }

        /// Whether only white space is left.
        var isBlank: Bool {
            zip(self.bytes, self.isTaken).allSatisfy { byte, isTaken in isTaken || byte == 0x20 || byte == 0x0A }
        }

        mutating func take(_ range: Range<Int>) -> Bool {
            guard range.upperBound <= self.isTaken.count, !self.isTaken[range].contains(true) else { return false }
            for index in range { self.isTaken[index] = true }
            return true
        }
    }
}

extension StepParts.Part {
    var json: JSONValue {
        switch self {
        case .kept(let item):
            ["kept": item]
        case .text(let range, let labels):
            .object(
                [
                    "text": [.integer(range.lowerBound), .integer(range.upperBound)],
                    "labels": labels.isEmpty ? nil : .object(labels),
                ].compactMapValues(\.self)
            )
        case .call(let place):
            ["call": .integer(place)]
        }
    }

    init?(json: JSONValue) {
        if let item = json["kept"] {
            self = .kept(item)
        } else if let from = json["text"]?[0]?.integer, let to = json["text"]?[1]?.integer, 0 <= from, from <= to {
            self = .text(from..<to, labels: json["labels"]?.object ?? [:])
        } else if let place = json["call"]?.integer {
            self = .call(place)
        } else {
            return nil
        }
    }
}
