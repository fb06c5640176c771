import AgentRuntime
import ArgumentParser
import Foundation
import Logging
import ServiceConfiguration
import SessionStores

/// `chat-service sessions`
struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Take stored sessions out of the database.",
        subcommands: [Export.self, Erase.self]
    )

    /// `chat-service sessions export`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a session's journal as JSON, which a test can play again.",
            discussion: """
                It holds all that was said, so treat it as you treat the conversation itself. The service may be running; a \
                closed session can be exported until its retention ends.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The session's id, as create-session returned it.") var id: String

        func run() async throws {
            let id = try SessionsCommand.id(self.id)
            let store = try SessionsCommand.store(self.options)
            let recording = try await SessionRecording(of: id, in: store)
            await store.close()
            Console().write(try recording.json())
        }
    }

    /// - Throws: `ValidationError` for a text that is none.
    static func id(_ text: String) throws -> SessionID {
        guard let id = SessionID(rawValue: text) else {
            throw ValidationError("\"\(text)\" is not a session id. Write the UUID that create-session returned.")
        }
        return id
    }

    /// The sessions that the service uses, or has used.
    /// - Throws: ``ConfigurationError``, ``SQLiteSessionStoreError``.
    static func store(_ options: ConfigurationOptions) throws -> SQLiteSessionStore {
        let service = try options.load().service
        // Opening would make the file, and then say that the session is not in it.
        guard FileManager.default.fileExists(atPath: service.sessionDatabase) else {
            throw ConfigurationError(
                file: service.sessionDatabase,
                reason: "There are no sessions yet. Set CHAT_SERVICE_DATA_DIR to the folder that the service uses."
            )
        }
        return try SQLiteSessionStore(service, logger: ServiceLog.logger(service.logging))
    }
}
