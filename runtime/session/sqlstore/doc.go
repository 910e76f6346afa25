// Package sqlstore keeps sessions in a database: SQLite for one machine,
// PostgreSQL, MySQL or MariaDB for many. It works on a [database/sql.DB] of the
// caller's, with whichever driver that has, and imports none:
//
//	db, err := sql.Open("pgx", "postgres://app@db.internal/app")
//	...
//	store, err := sqlstore.Open(ctx, db, sqlstore.Postgres)
//	...
//	defer store.Close() // before db is closed
//	manager := session.NewManager(store)
//
// A change of a session is one transaction. It locks the row of the session
// first, so that changes of one session come one after the other, on however many
// machines, and those of different sessions do not wait for each other. A session
// expires by the database's clock, the same for all machines.
//
// # Tables
//
// Open makes them: PREFIXsession has a row for each session and for each one that
// has ended of late, PREFIXsession_value one for each value, PREFIXsession_schema the
// version. The prefix is rpc_, see [WithTablePrefix]. A program that may not create
// tables gets them from [Schema], and then needs the rights to SELECT, INSERT,
// UPDATE and DELETE. Ids, names and owners are bytes, times are microseconds
// since 1970. To delete a row of PREFIXsession ends that session, but an id whose
// adoption window is still open may come back, empty.
//
// # SQLite
//
// The database is a file on a local disk, not on a network. Several processes may
// have it open. It is switched to write-ahead logging. The store takes one
// connection of the pool for itself, to write, and sets it up as it has to be:
// nothing has to be in the DSN for its sake, and the pool must allow a second
// connection. Both drivers take a path:
//
//	sql.Open("sqlite", "/var/lib/app/sessions.db")       // modernc.org/sqlite
//	sql.Open("sqlite3", "file:/var/lib/app/sessions.db") // github.com/mattn/go-sqlite3
//
// A program that writes to other tables of that file should wait for the store as
// the store does for it: with ?_pragma=busy_timeout(5000) for the first driver,
// ?_busy_timeout=5000 for the second. A database in memory is refused: each connection would
// have its own. What has been written survives the end of the process; for power
// cuts see [WithFullSync].
//
// # PostgreSQL
//
// Both drivers, pgx's stdlib and lib/pq, work with any DSN. The store leaves nothing
// on a connection, so a proxy may share connections between transactions: tell
// pgx not to prepare statements then, default_query_exec_mode=exec. Leave
// synchronous_commit on, or the last logins and logouts are lost in a crash.
//
// # MySQL and MariaDB
//
// go-sql-driver works with any DSN that names a database. The tables are InnoDB's. Leave
// innodb_flush_log_at_trx_commit at 1, for the same reason.
//
// # Errors
//
// A database that cannot be reached, is full or refuses is
// [session.ErrUnavailable], and nothing was written. A connection that breaks after
// the commit was sent is [session.ErrUnknown]. Deadlocks, and SQLite's file being
// locked, are tried again for up to five seconds, or until ctx ends.
package sqlstore
