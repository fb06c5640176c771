import Foundation

/// What the model's server is asked to do, in words that survive on their way through the service: the user's message.
enum Order: Equatable {
    /// Send so many tokens, one every so many microseconds or as fast as they are taken. It begins when `together` streams
    /// have been asked for.
    case stream(tokens: Int, every: Int = 0, together: Int = 1)
    /// Give a short answer that is no stream.
    case answer
    /// Call a tool, then answer.
    case callTool
    /// Tell how many connections were opened.
    case countConnections
    /// Begin a stream, and never end it.
    case hang
    /// Begin a stream, and drop the connection in the middle of it.
    case breakOff

    /// The order as a message.
    var text: String {
        switch self {
        case .stream(let tokens, let every, let together): "<order stream \(tokens) \(every) \(together)>"
        case .answer: "<order answer>"
        case .callTool: "<order tool>"
        case .countConnections: "<order connections>"
        case .hang: "<order hang>"
        case .breakOff: "<order break>"
        }
    }

    /// Finds the last order in a request's body.
    init?(in body: [UInt8]) {
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.range(of: "<order ", options: .backwards),
            let end = text[start.upperBound...].firstIndex(of: ">")
        else { return nil }
        let words = text[start.upperBound..<end].split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch words.first {
        case "stream" where numbers.count == 3:
            self = .stream(tokens: numbers[0], every: numbers[1], together: numbers[2])
        case "answer": self = .answer
        case "tool": self = .callTool
        case "connections": self = .countConnections
        case "hang": self = .hang
        case "break": self = .breakOff
        default: return nil
        }
    }
}
