/// Puts a tool's result into plain words.
struct OfflineAnswer {
    let toolbox: OfflineToolbox
    let calendar: OfflineCalendar
    /// What the tool was asked: what a result merely repeats is not said again.
    var arguments: JSONValue = .null

    var language: OfflineLanguage { self.toolbox.language }

    /// The names of what is meant to be read as it is.
    private static let answers = ["answer", "message", "say", "text", "reply", "response", "result", "output"]

    /// The whole result.
    func text(of content: JSONValue) -> String {
        switch content {
        case .string(let text): return text
        case .array(let elements): return self.lines(elements)
        case .object(let members):
            for name in Self.answers {
                guard let text = content[name]?.string, !text.isBlank else { continue }
                let isUncertain = (content["confidence"]?.double).map { $0 < 0.5 } ?? false
                return isUncertain && name == "answer" ? "\(self.language.say.uncertain) \(text)" : text
            }
            let lists = members.sorted { $0.key < $1.key }.compactMap { _, value -> String? in
                guard let elements = value.array, elements.contains(where: { $0.object != nil }) else { return nil }
                return self.lines(elements)
            }
            let nested = members.sorted { $0.key < $1.key }.compactMap { _, value in
                value.object == nil ? nil : self.text(of: value)
            }
            let parts = [self.sentences(self.members(of: members))] + nested + lists
            let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
            return text.isEmpty ? self.language.say.nothingFound : text
        case .null: return self.language.say.nothingFound
        default: return content.description
        }
    }

    /// One of several, in one line.
    func line(of content: JSONValue) -> String {
        guard let object = content.object else { return self.text(of: content) }
        return self.joined(
            self.members(of: object).filter { ![.state, .phone, .limit, .code, .sentence].contains($0.place) }
        )
    }

    /// What a list of options is about.
    func heading(of content: JSONValue) -> String? {
        let strings = (content.object ?? [:]).filter { $0.value.string != nil }
        let text = self.joined(self.members(of: strings))
        return text.isEmpty ? nil : "\(text):"
    }

    func isEcho(_ name: String, _ value: JSONValue) -> Bool { self.arguments[name] == value }

    /// An instant as people tell it.
    func words(of instant: Timestamp) -> String {
        let (date, minute) = self.calendar.local(instant)
        let rest = minute % 60
        return "\(self.language.say.day(date)) \(self.language.say.at) \(minute / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private func lines(_ elements: [JSONValue]) -> String {
        let texts = elements.compactMap(\.string)
        if texts.count == elements.count { return self.language.say.list(texts) }
        if elements.count == 1 { return Self.sentence(self.line(of: elements[0])) }
        return elements.map { "- \(self.line(of: $0))" }.joined(separator: "\n")
    }

    /// The members that people can read, in the order in which they are told, each thing once.
    private func members(of object: [String: JSONValue]) -> [OfflineMember] {
        let members = object.sorted { $0.key < $1.key }
            .compactMap { OfflineMember($0.key, $0.value, in: object, self) }
            .enumerated()
            .sorted { ($0.element.place.rawValue, $0.offset) < ($1.element.place.rawValue, $1.offset) }
            .map(\.element)
        return members.enumerated().filter { index, member in
            !members.enumerated().contains { other, rival in
                other != index && rival.text.contains(member.text) && (rival.text != member.text || other < index)
            }
        }.map(\.element)
    }

    /// The short ones in one sentence, the others each in its own.
    private func sentences(_ members: [OfflineMember]) -> String {
        let states = members.filter { $0.place == .state }.map(\.text)
        let messages = members.filter { $0.place == .message }.map(\.text)
        let long = members.filter { $0.place == .code || $0.place == .sentence }.map(\.text)
        let short = self.joined(members.filter { ![.state, .message, .code, .sentence].contains($0.place) })
        var text = states.last ?? ""
        if !short.isEmpty { text += text.isEmpty ? short : ": \(short)" }
        return (messages + [text] + long).filter { !$0.isEmpty }.map(Self.sentence).joined(separator: " ")
    }

    /// The members with commas between them; a time goes with its day.
    private func joined(_ members: [OfflineMember]) -> String {
        var text = ""
        for (index, member) in members.enumerated() {
            let isTimeOfDay = member.place == .time && index > 0 && members[index - 1].place == .day
            text += index == 0 ? "" : isTimeOfDay ? " " : ", "
            text += member.text
        }
        return text
    }

    private static func sentence(_ text: String) -> String {
        let first = text.prefix(1).uppercased()
        return "\(first)\(text.dropFirst())\(text.last.map { ".!?".contains($0) } == true ? "" : ".")"
    }
}
