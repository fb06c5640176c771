import AgentRuntime

/// Settings with a default and a range.
extension KeyedDecodingContainer {
    /// - Throws: `reason` as a mistake in the value of `key`, unless `isAllowed`.
    func check(_ isAllowed: Bool, _ key: Key, _ reason: @autoclosure () -> String) throws {
        if isAllowed { return }
        throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: reason())
    }

    func value<Value: Decodable>(_ key: Key, default standard: Value) throws -> Value {
        try self.decodeIfPresent(Value.self, forKey: key) ?? standard
    }

    /// A text that is not empty.
    func text(_ key: Key) throws -> String {
        let text = try self.decode(String.self, forKey: key)
        try self.check(!text.allSatisfy(\.isWhitespace), key, "It is empty. Write a text.")
        return text
    }

    /// A text that, if present, is not empty.
    func textIfPresent(_ key: Key) throws -> String? {
        try self.decodeIfPresent(String.self, forKey: key) == nil ? nil : self.text(key)
    }

    func integerIfPresent(_ key: Key, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = try self.decodeIfPresent(Int.self, forKey: key) else { return nil }
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        try self.check(range.contains(value), key, "\(value) is out of range. Write a whole number from \(bounds).")
        return value
    }

    func integer(_ key: Key, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
        try self.integerIfPresent(key, in: range) ?? standard
    }

    func numberIfPresent(_ key: Key, in range: ClosedRange<Double>) throws -> Double? {
        guard let value = try self.decodeIfPresent(Double.self, forKey: key) else { return nil }
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        try self.check(range.contains(value), key, "\(value) is out of range. Write a number from \(bounds).")
        return value
    }

    /// An amount of the configured currency, of at most a million.
    func cost(_ key: Key, allowsZero: Bool) throws -> Cost {
        let text = try self.decode(String.self, forKey: key)
        let amount = Cost(text, decimals: 6) ?? Cost(rawValue: -1)
        try self.check(
            (amount > .zero || (allowsZero && amount == .zero)) && amount <= .largestSetting,
            key,
            "\"\(text)\" is not an amount. Write \(allowsZero ? "0 or a number above it" : "a number above 0"), "
                + "such as 0.25, with up to six decimals."
        )
        return amount
    }

    /// An amount of the configured currency, of at most a million, if present.
    func costIfPresent(_ key: Key, allowsZero: Bool) throws -> Cost? {
        try self.decodeIfPresent(String.self, forKey: key) == nil ? nil : self.cost(key, allowsZero: allowsZero)
    }

    func durationIfPresent(_ key: Key, in range: ClosedRange<Duration>) throws -> Duration? {
        guard let value = try self.decodeIfPresent(ConfigurationDuration.self, forKey: key) else { return nil }
        let bounds = "\(range.lowerBound.setting) to \(range.upperBound.setting)"
        try self.check(
            range.contains(value.duration),
            key,
            "\(value) is out of range. Write a duration from \(bounds)."
        )
        return value.duration
    }

    func duration(_ key: Key, default standard: Duration, in range: ClosedRange<Duration>) throws -> Duration {
        try self.durationIfPresent(key, in: range) ?? standard
    }

    func bytesIfPresent(_ key: Key, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = try self.decodeIfPresent(ByteCount.self, forKey: key)?.bytes else { return nil }
        let bounds = "\(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound))"
        try self.check(
            range.contains(value),
            key,
            "\(ByteCount.text(value)) is out of range. Write a size from \(bounds)."
        )
        return value
    }

    func bytes(_ key: Key, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
        try self.bytesIfPresent(key, in: range) ?? standard
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: Key, of type: Choice.Type) throws -> Choice {
        let word = try self.decode(String.self, forKey: key)
        if let choice = Choice(rawValue: word) { return choice }
        let advice = advice(for: word, among: Choice.allCases.map(\.rawValue), noun: "choice")
        throw DecodingError.dataCorruptedError(
            forKey: key,
            in: self,
            debugDescription: "\"\(word)\" is no choice. \(advice)"
        )
    }

    /// One of a few words, if present.
    func choiceIfPresent<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: Key,
        of type: Choice.Type
    ) throws -> Choice? {
        try self.decodeIfPresent(String.self, forKey: key) == nil ? nil : self.choice(key, of: type)
    }
}

extension Cost {
    /// A million of the currency's unit.
    static let largestSetting = Cost(rawValue: 1_000_000 * 1_000_000_000_000)
}

extension Duration {
    /// As it is written in a configuration file, in the largest unit that it is a multiple of.
    var setting: String {
        let count = self.milliseconds
        let units: [(name: String, length: Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        guard count > 0, let unit = units.first(where: { count.isMultiple(of: $0.length) }) else {
            return count == 0 ? "0s" : "\(count)ms"
        }
        return "\(count / unit.length)\(unit.name)"
    }

    static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
