package sqlstore

import "strconv"

var postgres = dialect{
	name:    "PostgreSQL",
	begin:   []string{"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
	now:     "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
	place:   func(n int) string { return "$" + strconv.Itoa(n) },
	claim:   "ON CONFLICT (id) DO NOTHING",
	replace: "ON CONFLICT (id, name) DO UPDATE SET rev = excluded.rev, data = excluded.data",
	lock:    "FOR UPDATE",
	skip:    "FOR UPDATE SKIP LOCKED",
	most:    100,
	exists:  "SELECT 1 FROM pg_catalog.pg_class WHERE relname = $1::text AND pg_catalog.pg_table_is_visible(oid)",
	guard:   "SELECT pg_advisory_xact_lock(hashtext($1::text))",
	schema: [][]string{{
		`CREATE TABLE {session} (
	id      bytea    NOT NULL PRIMARY KEY,
	rev     bigint   NOT NULL,
	created bigint   NOT NULL,
	expires bigint   NOT NULL,
	owner   bytea,
	retired smallint NOT NULL
) WITH (fillfactor = 75)`,
		`CREATE INDEX {prefix}session_owner ON {session} (owner, id) WHERE owner IS NOT NULL`,
		`CREATE INDEX {prefix}session_expires ON {session} (expires)`,
		`CREATE TABLE {value} (
	id   bytea  NOT NULL REFERENCES {session} (id) ON DELETE CASCADE,
	name bytea  NOT NULL,
	rev  bigint NOT NULL,
	data bytea  NOT NULL,
	PRIMARY KEY (id, name)
)`,
	}},
	shortcut: postgresShortcut,
	wrong:    postgresWrong,
}

// postgresWrong judges a SQLSTATE. See PostgreSQL's Appendix A.
func postgresWrong(err error, _ bool) verdict {
	switch code := state(err); {
	case code == "":
		return unknown
	case class(code, "40001", "40P01", "55P03"): // serialization, deadlock, lock
		return again
	case class(code, "23505"): // unique
		return clash
	case class(code, "54"): // limits
		return large
	case class(code, "08", "57P", "58", "XX", "40003"): // connection, shutdown, system, internal
		// The server may have gone after it had committed.
		return unknown
	}
	return refused
}
