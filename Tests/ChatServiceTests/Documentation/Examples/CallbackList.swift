import AgentRuntime
import Foundation

/// The callbacks asked for, a line of JSON each: what survives a crash is what was noted.
actor CallbackList {
    private struct Line: Codable {
        let key: IdempotencyKey
        let phone: String
    }

    private let file: FileHandle
    private let limit: Int
    private var numbers: [IdempotencyKey: Int] = [:]
    private var perSession: [SessionID: Int] = [:]

    init(path: String, limit: Int) throws {
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
        self.file = try FileHandle(forUpdating: URL(filePath: path))
        self.limit = limit
        for text in try (self.file.readToEnd() ?? Data()).split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(Line.self, from: text) else { continue }
            self.numbers[line.key] = self.numbers.count + 1
        }
    }

    /// Notes a number and gives its place on the list; the same place again under the same key.
    func add(_ phone: String, of session: SessionID, under key: IdempotencyKey) throws -> Int {
        if let number = self.numbers[key] { return number }
        guard self.perSession[session, default: 0] < self.limit else {
            throw ToolFailure("This patient will be called back already. Say so.")
        }
        try self.file.write(contentsOf: Data("\n".utf8) + JSONEncoder().encode(Line(key: key, phone: phone)))
        try self.file.synchronize()
        let number = self.numbers.count + 1
        self.numbers[key] = number
        self.perSession[session, default: 0] += 1
        return number
    }

    func number(under key: IdempotencyKey) -> Int? { self.numbers[key] }
    func forget(_ session: SessionID) { self.perSession[session] = nil }
    func close() { try? self.file.close() }
}
