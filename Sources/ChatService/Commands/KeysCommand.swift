import AgentRuntime
import ArgumentParser
import Gateway

/// `chat-service keys`
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make keys for servers that use the service.",
        subcommands: [New.self]
    )

    /// `chat-service keys new`
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new key once, and the line for service.yaml that lets it in.",
            discussion: "Nothing is stored. The line holds the key's hash, from which nobody can find the key."
        )

        @Argument(help: "Who will hold the key, such as dashboard.") var name: String
        @Flag(help: "Let the key look after everybody's sessions.") var admin = false

        func validate() throws {
            let isPlain = self.name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || "-_.".utf8.contains(byte)
            }
            guard isPlain, (1...64).contains(self.name.utf8.count) else {
                throw ValidationError(
                    "A key's name has 1 to 64 letters without accents, digits, \"-\", \"_\" or \".\"."
                )
            }
        }

        func run() async throws {
            let key = APIKey()
            Console().line(
                """
                Key, shown this once; send it as "Authorization: Bearer <key>":
                \(key.secret.value)
                For service.yaml, below auth: keys:
                - {name: \(self.name), hash: "\(key.hash)"\(self.admin ? ", admin: true" : "")}
                """
            )
        }
    }
}
