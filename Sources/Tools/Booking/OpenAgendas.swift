import Foundation
import NIOConcurrencyHelpers

/// The agendas that are open, by path, so that several desks share one and the last to leave closes it.
final class OpenAgendas: Sendable {
    private struct Entry {
        let agenda: Agenda
        var leases: Int
    }

    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    /// - Throws: the database's error when the file cannot be opened or is not an agenda.
    func open(_ path: String) throws -> AgendaLease {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let agenda = try self.entries.withLockedValue { entries in
            let agenda = try entries[path]?.agenda ?? Agenda(path: path)
            entries[path, default: Entry(agenda: agenda, leases: 0)].leases += 1
            return agenda
        }
        return AgendaLease(agenda) { [entries] in
            let unused = entries.withLockedValue { entries -> Agenda? in
                guard let entry = entries[path] else { return nil }
                entries[path]?.leases -= 1
                return entry.leases > 1 ? nil : entries.removeValue(forKey: path)?.agenda
            }
            unused?.close()
        }
    }
}

/// The use of a shared agenda until it ends.
final class AgendaLease: Sendable {
    let agenda: Agenda
    private let giveBack: NIOLockedValueBox<(@Sendable () -> Void)?>

    init(_ agenda: Agenda, giveBack: @escaping @Sendable () -> Void) {
        self.agenda = agenda
        self.giveBack = NIOLockedValueBox(giveBack)
    }

    /// Ends the use; doing it again is harmless.
    func end() {
        let giveBack = self.giveBack.withLockedValue { giveBack in
            defer { giveBack = nil }
            return giveBack
        }
        giveBack?()
    }
}
