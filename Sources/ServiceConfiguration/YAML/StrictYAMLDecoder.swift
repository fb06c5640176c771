import Foundation

/// Decodes YAML so that every mistake is an error with file, line and the fix.
///
/// - A key that the type never asks for is an error; `allKeys` counts as asking for all of them.
/// - Only plain `true` and `false` are truth values; a `String` takes any scalar as it is written.
/// - A key without value counts as left out where the type allows that.
/// - `${NAME}` and `${NAME:-default}` in a value stand for a variable of the environment, `$${` for `${` itself. What
///   comes from there is never shown in a message.
/// - Merge keys (`<<`), several documents in a file, and duplicate keys are errors.
public struct StrictYAMLDecoder: Sendable, CustomReflectable {
    private let environment: [String: String]

    /// - Parameter environment: the variables that documents may refer to.
    public init(environment: [String: String] = [:]) {
        self.environment = environment
    }

    /// Keeps the variables' values out of dumps.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Decodes the one document in `text`.
    /// - Parameter file: what messages call the text.
    public func decode<Value: Decodable>(
        _ type: Value.Type,
        from text: String,
        file: String
    ) throws(ConfigurationError) -> Value {
        try NodeDecoder.decode(type, from: self.parse(text, file: file), at: [])
    }

    private func parse(_ text: String, file: String) throws(ConfigurationError) -> YAMLNode {
        try YAMLNode(parsing: text, file: file, environment: self.environment)
    }

    /// The one document in the file at `path`, to be decoded.
    func parse(fileAt path: String) throws(ConfigurationError) -> YAMLNode {
        try self.parse(textOfFile(at: path), file: path)
    }

    /// Decodes the one document in the file at `path`.
    public func decode<Value: Decodable>(_ type: Value.Type, at path: String) throws(ConfigurationError) -> Value {
        try self.decode(type, from: textOfFile(at: path), file: path)
    }
}

/// The text of a file in UTF-8, without a byte order mark.
func textOfFile(at path: String) throws(ConfigurationError) -> String {
    let whole = ConfigurationLocation(file: path)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw whole.error("There is no such file. Create it, or correct the path.")
    }
    guard !isDirectory.boolValue else { throw whole.error("This is a folder. Name a file.") }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw whole.error("The file cannot be read. Check its permissions.")
    }
    if let text = String(validating: data, as: UTF8.self) {
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw ConfigurationLocation(file: path, line: line.map { $0 + 1 })
        .error("The text is not UTF-8. Save the file in that encoding.")
}
