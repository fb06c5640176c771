import AgentRuntime
import ArgumentParser
import SessionStores

extension SessionsCommand {
    /// `chat-service sessions erase`
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase sessions and all that was said in them, open or closed, beyond recovery.",
            discussion: """
                The service may be running: it ends what it has open of them within seconds. Export first what must be \
                handed out or kept. Backups and logs of others are not reached.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The sessions' ids, as create-session returned them.") var ids: [String] = []
        @Option(help: "Erase all sessions about this user_id, or created with a token of this subject.")
        var user: String?
        @Flag(help: "Tell which sessions would be erased, and erase none.") var dryRun = false

        func validate() throws {
            guard self.ids.isEmpty != (self.user == nil) else {
                throw ValidationError("Name the sessions by their ids, or all those of one user with --user.")
            }
        }

        func run() async throws {
            let asked = Set(try self.ids.map(SessionsCommand.id))
            let query = SessionQuery(user: self.user, ids: self.user == nil ? asked : nil, limit: .max)
            let store = try SessionsCommand.store(self.options)
            let found = try await store.ids(matching: query)
            if !self.dryRun { try await store.erase(found) }
            await store.close()
            let console = Console()
            for id in found { console.line("\(id) \(self.dryRun ? "would be erased" : "erased")") }
            let missing = asked.subtracting(found)
            for id in missing.map(\.rawValue).sorted() { console.line("\(id) is not there") }
            if found.isEmpty, let user { console.line("There are no sessions of \"\(user)\".") }
            guard missing.isEmpty, !found.isEmpty else { throw ExitCode.failure }
        }
    }
}
