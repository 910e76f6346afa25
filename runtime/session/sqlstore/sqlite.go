package sqlstore

import "strconv"

var sqlite = dialect{
	name:    "SQLite",
	begin:   []string{"BEGIN IMMEDIATE"},
	place:   func(n int) string { return "?" + strconv.Itoa(n) },
	claim:   "ON CONFLICT (id) DO NOTHING",
	replace: "ON CONFLICT (id, name) DO UPDATE SET rev = excluded.rev, data = excluded.data",
	most:    1, // there is nothing to save: a statement makes no journey
	steady:  true,
	exists:  "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
	schema: [][]string{{
		`CREATE TABLE {session} (
	id      BLOB    NOT NULL PRIMARY KEY,
	rev     INTEGER NOT NULL,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	owner   BLOB,
	retired INTEGER NOT NULL
) WITHOUT ROWID`,
		`CREATE INDEX {prefix}session_owner ON {session} (owner, id) WHERE owner IS NOT NULL`,
		`CREATE INDEX {prefix}session_expires ON {session} (expires)`,
		`CREATE TABLE {value} (
	id   BLOB    NOT NULL REFERENCES {session} (id) ON DELETE CASCADE,
	name BLOB    NOT NULL,
	rev  INTEGER NOT NULL,
	data BLOB    NOT NULL,
	PRIMARY KEY (id, name)
) WITHOUT ROWID`,
	}},
	wrong: sqliteWrong,
}

// sqliteWrong judges a result code: see sqlite.org/rescode.html. The low byte is
// the kind of error, the others say more.
func sqliteWrong(err error, committing bool) verdict {
	code, ok := number(err, "Code")
	if !ok {
		return unknown
	}
	switch code & 0xff {
	case 5, 6: // BUSY, LOCKED
		return again
	case 19: // CONSTRAINT
		return clash
	case 18: // TOOBIG
		return large
	}
	if committing && (code == 1034 || code == 1290) { // IOERR_FSYNC, IOERR_DIR_FSYNC
		return unknown // it is in the file, but maybe not on the disk
	}
	return refused
}
