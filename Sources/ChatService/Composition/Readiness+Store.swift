import Gateway
import SessionStores

extension Readiness.Check {
    /// Whether sessions can be stored.
    static func store(_ store: SQLiteSessionStore) -> Self {
        Self("store") {
            do {
                try await store.checkIsWritable()
                return nil
            } catch {
                return "Sessions cannot be stored."
            }
        }
    }
}
