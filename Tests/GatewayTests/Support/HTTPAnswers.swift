import AgentRuntime
import AgentTesting

/// One of the answers that came over a connection.
struct HTTPAnswer {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: String

    var code: String? { (try? JSONValue(parsing: Array(self.body.utf8)))?["code"]?.string }
    var endsConnection: Bool { self.headers["connection"] == "close" }

    /// The whole answers in what came over a connection, and what follows the last of them.
    /// - Parameter heads: the places of answers to `HEAD`, which have no body.
    static func parse(_ text: String, heads: Set<Int> = []) -> (answers: [HTTPAnswer], rest: String) {
        var answers: [HTTPAnswer] = []
        var rest = Substring(text)
        while let end = rest.firstRange(of: "\r\n\r\n"), rest.hasPrefix("HTTP/1.") {
            let lines = rest[..<end.lowerBound].split(separator: "\r\n")
            let status = Int(lines[0].split(separator: " ")[1]) ?? 0
            let headers = lines.dropFirst().map { line in
                let name = line.prefix { $0 != ":" }
                return (name.lowercased(), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
            }
            let fields = Dictionary(headers) { $1 }
            let length = heads.contains(answers.count) || status < 200 ? 0 : Int(fields["content-length"] ?? "0") ?? 0
            let body = rest[end.upperBound...].utf8.prefix(length)
            guard body.count == length else { break }
            answers.append(HTTPAnswer(status: status, headers: fields, body: String(decoding: body, as: UTF8.self)))
            rest = rest[body.endIndex...]
            if status == 101 { break }
        }
        return (answers, String(rest))
    }
}

extension LiveGateway {
    /// Sends bytes over a connection of their own and waits for that many answers, or for the end of the connection.
    func answers(to text: String, count: Int, heads: Set<Int> = []) async throws -> [HTTPAnswer] {
        let connection = try await RawConnection.connect(port: self.port)
        try await connection.send(text)
        let received = try await connection.text { HTTPAnswer.parse($0, heads: heads).answers.count >= count }
        return HTTPAnswer.parse(received, heads: heads).answers
    }

    /// Sends bytes over a connection of their own and waits until the service has ended it.
    func lastAnswers(to text: String) async throws -> [HTTPAnswer] {
        let connection = try await RawConnection.connect(port: self.port)
        try await connection.send(text)
        return HTTPAnswer.parse(try await connection.textToEnd()).answers
    }
}
