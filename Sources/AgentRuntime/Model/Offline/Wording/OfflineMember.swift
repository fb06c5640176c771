/// A member of a result, put into a few words for people.
struct OfflineMember {
    /// Where it stands among the others.
    enum Place: Int {
        case state, message, name, other, day, time, place, address, town, phone, price, figure, limit, code, sentence
    }

    let place: Place
    let text: String

    /// `nil` for what only machines read: keys, identifiers, counts, what is false.
    init?(_ name: String, _ value: JSONValue, in object: [String: JSONValue], _ answer: OfflineAnswer) {
        let words = Self.words(of: name)
        guard let last = words.last, !Self.isForMachines(name, words), !answer.isEcho(name, value) else { return nil }
        let say = answer.language.say
        switch value {
        case .string(let text):
            guard let (place, words) = Self.string(text, last, words, answer) else { return nil }
            (self.place, self.text) = (place, words)
        case .integer, .number:
            guard let number = value.double else { return nil }
            if Self.prices.contains(last) {
                (self.place, self.text) = (.price, say.euros(number))
            } else if last == "cents" {
                guard object[words.dropLast().joined(separator: "_")] == nil else { return nil }
                (self.place, self.text) = (.price, say.euros(number / 100))
            } else if let unit = say.units[last] {
                (self.place, self.text) = (.figure, "\(value) \(unit)")
            } else {
                (self.place, self.text) = (.figure, "\(words.joined(separator: " ")): \(value)")
            }
        case .bool(true):
            guard let state = say.states[last] else { return nil }
            let isEarlier = words.first == "already"
            (self.place, self.text) = (.state, isEarlier ? "\(say.already) \(state.lowercased())" : state)
        case .array(let elements):
            let texts = elements.compactMap(\.string)
            guard !texts.isEmpty, texts.count == elements.count else { return nil }
            (self.place, self.text) = (Self.places[last] ?? .sentence, say.list(texts))
        default: return nil
        }
    }

    private static func string(
        _ text: String,
        _ last: String,
        _ words: [String],
        _ answer: OfflineAnswer
    ) -> (Place, String)? {
        let say = answer.language.say
        guard !text.isBlank, !self.isIdentifier(text), !answer.toolbox.isKey(text) else { return nil }
        if let date = CalendarDate(text) { return (.day, say.day(date)) }
        if let instant = Timestamp(text) { return (.day, answer.words(of: instant)) }
        if last == "code" && words.count == 1 || text.isCode { return (.code, "\(say.code) \(text)") }
        if self.isTime(text) {
            return last == "until" ? (.limit, "\(say.until) \(text)") : (.time, "\(say.at) \(text)")
        }
        let place = self.places[last] ?? .other
        if place == .phone { return (.phone, "\(say.phone) \(text)") }
        if place == .message { return (.message, text) }
        let isSentence = text.hasSuffix(".") || text.split(separator: " ").count > 6
        return (isSentence ? .sentence : place, text)
    }

    private static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && 1...2 ~= parts[0].count && parts[1].count == 2 && parts.allSatisfy { Int($0) != nil }
    }

    /// Whether a text is a name for machines, such as a UUID or `snake_case`.
    private static func isIdentifier(_ text: String) -> Bool {
        let isUUID = text.utf8.count == 36 && text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12]
        return isUUID || text.contains("_") && !text.contains(" ")
    }

    private static func isForMachines(_ name: String, _ words: [String]) -> Bool {
        self.machineNames.contains(name) || self.machineEndings.contains(words.last ?? "")
    }

    /// The words of a name in `snake_case` or `camelCase`, without capitals.
    private static func words(of name: String) -> [String] {
        var words: [String] = [""]
        for character in name {
            if character == "_" || character == "-" || character == " " {
                words.append("")
            } else {
                if character.isUppercase { words.append("") }
                words[words.count - 1] += character.lowercased()
            }
        }
        return words.filter { !$0.isEmpty }
    }

    private static let machineNames: Set<String> = [
        "success", "ok", "source", "sources", "confidence", "score", "query", "q", "found", "total", "type",
    ]
    private static let machineEndings: Set<String> = [
        "key", "id", "ids", "uuid", "count", "url", "uri", "token", "hash",
    ]
    private static let prices: Set<String> = ["price", "cost", "amount", "fee", "fare"]
    private static let places: [String: Place] = [
        "name": .name, "title": .name, "label": .name, "subject": .name, "service": .name, "product": .name,
        "item": .name, "day": .day, "date": .day, "time": .time, "centre": .place, "center": .place, "place": .place,
        "location": .place, "venue": .place, "site": .place, "address": .address, "street": .address, "city": .town,
        "cities": .town, "town": .town, "towns": .town, "region": .town, "phone": .phone, "telephone": .phone,
        "price": .price, "cost": .price, "state": .limit, "status": .limit, "reason": .message, "error": .message,
        "detail": .message, "note": .sentence, "notes": .sentence,
    ]
}
