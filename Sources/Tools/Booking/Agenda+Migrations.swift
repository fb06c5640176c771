import GRDB

extension Agenda {
    /// The schema's history, oldest first. What has shipped is never changed, only added to.
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 options, reservations, bookings, effects") { database in
            try database.execute(
                sql: """
                    CREATE TABLE options (
                        session TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        number INTEGER NOT NULL,
                        payload TEXT NOT NULL,
                        made_at INTEGER NOT NULL,
                        PRIMARY KEY (session, kind, number),
                        UNIQUE (session, kind, payload)
                    ) WITHOUT ROWID;

                    CREATE TABLE reservations (
                        id INTEGER PRIMARY KEY,
                        session TEXT NOT NULL,
                        number INTEGER NOT NULL,
                        centre TEXT NOT NULL,
                        service TEXT NOT NULL,
                        start INTEGER NOT NULL,
                        appointment TEXT NOT NULL,
                        state TEXT NOT NULL CHECK (state IN ('held', 'booked', 'released')),
                        expires_at INTEGER NOT NULL,
                        UNIQUE (session, number)
                    );
                    -- A slot is held or booked once.
                    CREATE UNIQUE INDEX reservations_active ON reservations (service, centre, start)
                        WHERE state <> 'released';

                    CREATE TABLE bookings (
                        code TEXT NOT NULL PRIMARY KEY,
                        reservation INTEGER NOT NULL UNIQUE REFERENCES reservations (id),
                        patient TEXT NOT NULL,
                        made_at INTEGER NOT NULL,
                        cancelled_at INTEGER
                    ) WITHOUT ROWID;

                    CREATE TABLE effects (
                        key TEXT NOT NULL PRIMARY KEY,
                        result TEXT NOT NULL,
                        at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    """
            )
        }
        migrator.registerMigration("2 restarts") { database in
            try database.execute(
                sql: """
                    -- In which turn a session was asked whether to drop everything.
                    CREATE TABLE restarts (
                        session TEXT NOT NULL PRIMARY KEY,
                        turn INTEGER NOT NULL,
                        asked_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    """
            )
        }
        return migrator
    }
}
