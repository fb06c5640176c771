/// Reads JSON (RFC 8259) value by value from bytes that stay where they are.
///
/// The caller asks for what it expects and skips the rest, so that reading one member of a large object costs no
/// allocation. Strings come back as text, or as a slice of the input when nothing in them is escaped.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The bytes must outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Runs `body` with a scanner over `bytes`.
    static func scan<Value, Failure: Error>(
        _ bytes: [UInt8],
        _ body: (inout JSONScanner) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in
            var scanner = JSONScanner(buffer)
            return try body(&scanner)
        }
    }

    // MARK: Structure

    /// The first byte of the next value, or `nil` at the end of the text.
    mutating func peek() -> UInt8? {
        while self.position < self.bytes.count {
            switch self.bytes[self.position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): self.position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Steps into an object, whose members ``nextKey(first:)`` then walks.
    mutating func beginObject() throws(JSONError) {
        try self.enter(UInt8(ascii: "{"), "an object")
    }

    /// Steps into an array, whose elements ``nextElement(first:)`` then walks.
    mutating func beginArray() throws(JSONError) {
        try self.enter(UInt8(ascii: "["), "an array")
    }

    /// The name of the object's next member, or `nil` once the object has ended. `first` becomes `false`.
    mutating func nextKey(first: inout Bool) throws(JSONError) -> JSONString? {
        guard try self.advance(first: &first, closing: UInt8(ascii: "}")) else { return nil }
        guard self.peek() == UInt8(ascii: "\"") else { throw self.error("a member's name is expected") }
        let key = try self.string()
        guard self.peek() == UInt8(ascii: ":") else { throw self.error("':' is expected") }
        self.position += 1
        return key
    }

    /// Whether the array has another element, which the caller must then read. `first` becomes `false`.
    mutating func nextElement(first: inout Bool) throws(JSONError) -> Bool {
        try self.advance(first: &first, closing: UInt8(ascii: "]"))
    }

    /// Refuses anything but white space before the end of the text.
    mutating func end() throws(JSONError) {
        if self.peek() != nil { throw self.error("nothing may follow the value") }
    }

    // MARK: Values

    /// Takes a `null` if the next value is one.
    mutating func null() throws(JSONError) -> Bool {
        guard self.peek() == UInt8(ascii: "n") else { return false }
        try self.literal("null")
        return true
    }

    /// Reads a string, whose escapes are checked here and resolved when its text is asked for.
    mutating func string() throws(JSONError) -> JSONString {
        guard self.peek() == UInt8(ascii: "\"") else { throw self.error("a string is expected") }
        self.position += 1
        let start = self.position
        var escaped = false
        while true {
            self.position = self.bytes.endOfPlainText(from: self.position)
            guard self.position < self.bytes.count else { throw self.error("a string does not end") }
            switch self.bytes[self.position] {
            case UInt8(ascii: "\""):
                let raw = UnsafeBufferPointer(rebasing: self.bytes[start..<self.position])
                self.position += 1
                return JSONString(raw: raw, isEscaped: escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                self.position += 1
                try self.checkEscape()
            default:
                throw self.error("a control character must be escaped")
            }
        }
    }

    /// Steps over the next value, whatever it is.
    mutating func skip() throws(JSONError) {
        switch self.peek() {
        case UInt8(ascii: "{"):
            try self.beginObject()
            var first = true
            while try self.nextKey(first: &first) != nil { try self.skip() }
        case UInt8(ascii: "["):
            try self.beginArray()
            var first = true
            while try self.nextElement(first: &first) { try self.skip() }
        case UInt8(ascii: "\""):
            _ = try self.string()
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            _ = try self.skipNumber()
        default:
            _ = try self.scalar()
        }
    }

    /// Reads the next value, whatever it is.
    mutating func value() throws(JSONError) -> JSONValue {
        switch self.peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try self.beginObject()
            var first = true
            while let key = try self.nextKey(first: &first) { members[key.text] = try self.value() }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try self.beginArray()
            var first = true
            while try self.nextElement(first: &first) { elements.append(try self.value()) }
            return .array(elements)
        case UInt8(ascii: "\""):
            let string = try self.string()
            guard string.isValidUTF8 else { throw self.error("a string is not UTF-8") }
            return .string(string.text)
        default:
            return try self.scalar()
        }
    }

    /// Reads a number, a boolean or `null`.
    private mutating func scalar() throws(JSONError) -> JSONValue {
        switch self.peek() {
        case UInt8(ascii: "t"):
            try self.literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try self.literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try self.literal("null")
            return .null
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return try self.number()
        case .some:
            throw self.error("a value is expected")
        case nil:
            throw self.error("the text ends where a value is expected")
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = self.position
        let isInteger = try self.skipNumber()
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw self.error("a number is out of range") }
        return .number(number)
    }

    /// - Returns: whether the number has neither fraction nor exponent.
    private mutating func skipNumber() throws(JSONError) -> Bool {
        if self.current == UInt8(ascii: "-") { self.position += 1 }
        if self.current == UInt8(ascii: "0") { self.position += 1 } else { try self.digits() }
        var isInteger = true
        if self.current == UInt8(ascii: ".") {
            isInteger = false
            self.position += 1
            try self.digits()
        }
        if self.current == UInt8(ascii: "e") || self.current == UInt8(ascii: "E") {
            isInteger = false
            self.position += 1
            if self.current == UInt8(ascii: "+") || self.current == UInt8(ascii: "-") { self.position += 1 }
            try self.digits()
        }
        return isInteger
    }

    // MARK: Pieces

    private var current: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    private mutating func digits() throws(JSONError) {
        let start = self.position
        while let byte = self.current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { self.position += 1 }
        if self.position == start { throw self.error("a digit is expected") }
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        let end = self.position + text.utf8CodeUnitCount
        guard end <= self.bytes.count,
            UnsafeBufferPointer(rebasing: self.bytes[self.position..<end]).equals(text)
        else { throw self.error("'\(text)' is expected") }
        self.position = end
    }

    private mutating func checkEscape() throws(JSONError) {
        switch self.current {
        case UInt8(ascii: "u"):
            self.position += 1
            for _ in 0..<4 {
                guard let byte = self.current, JSONString.hexadecimal(byte) != nil else {
                    throw self.error("four hexadecimal digits are expected")
                }
                self.position += 1
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            self.position += 1
        default:
            throw self.error("an escape is not known")
        }
    }

    private mutating func enter(_ opening: UInt8, _ what: StaticString) throws(JSONError) {
        guard self.peek() == opening else { throw self.error("\(what) is expected") }
        self.depth += 1
        if self.depth > JSONValue.maximumDepth { throw self.error("values nest too deep") }
        self.position += 1
    }

    private mutating func advance(first: inout Bool, closing: UInt8) throws(JSONError) -> Bool {
        let wasFirst = first
        first = false
        switch self.peek() {
        case closing:
            self.position += 1
            self.depth -= 1
            return false
        case UInt8(ascii: ",") where !wasFirst:
            self.position += 1
            if self.peek() == closing { throw self.error("a value is expected after ','") }
            return true
        case nil:
            throw self.error("the text ends too early")
        default:
            if wasFirst { return true }
            throw self.error("',' is expected")
        }
    }

    func error(_ reason: String) -> JSONError {
        JSONError(reason: reason, offset: self.position)
    }
}
