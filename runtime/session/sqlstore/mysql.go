package sqlstore

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

var mysql = dialect{
	name: "MySQL",
	begin: []string{
		"SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
		"START TRANSACTION READ WRITE",
	},
	// UTC_TIMESTAMP is the start of the statement, and so is NOW; SYSDATE is this
	// moment, but in local time, which jumps twice a year. Hence the bounds.
	now: "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) + " +
		"GREATEST(0, LEAST(60000000, TIMESTAMPDIFF(MICROSECOND, NOW(6), SYSDATE(6))))",
	// Arguments in the text save a statement with arguments two of its three
	// journeys to the server.
	place:   nil,
	claim:   "ON DUPLICATE KEY UPDATE id = id", // IGNORE takes a lock that others can share: deadlocks
	replace: "ON DUPLICATE KEY UPDATE rev = VALUES(rev), data = VALUES(data)",
	lock:    "FOR UPDATE",
	skip:    "FOR UPDATE SKIP LOCKED",
	most:    100,
	exists:  "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = $1",
	guard:   "SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), '.', $1)), 60)",
	unguard: "SELECT RELEASE_LOCK(SHA1(CONCAT(DATABASE(), '.', $1)))",
	schema: [][]string{{
		`CREATE TABLE IF NOT EXISTS {session} (
	id      varbinary(32) NOT NULL PRIMARY KEY,
	rev     bigint        NOT NULL,
	created bigint        NOT NULL,
	expires bigint        NOT NULL,
	owner   varbinary(512),
	retired smallint      NOT NULL,
	INDEX {prefix}session_owner (owner, id),
	INDEX {prefix}session_expires (expires)
) ENGINE = InnoDB`,
		`CREATE TABLE IF NOT EXISTS {value} (
	id   varbinary(32)  NOT NULL,
	name varbinary(128) NOT NULL,
	rev  bigint         NOT NULL,
	data mediumblob     NOT NULL,
	PRIMARY KEY (id, name),
	FOREIGN KEY (id) REFERENCES {session} (id) ON DELETE CASCADE
) ENGINE = InnoDB`,
	}},
	wrong: mysqlWrong,
}

// literal is an argument as SQL. What is not a number is written in hexadecimal:
// there is nothing to escape.
func literal(arg any) string {
	switch v := arg.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case []byte:
		var b strings.Builder
		b.Grow(2*len(v) + 3)
		b.WriteString("x'")
		_, _ = hex.NewEncoder(&b).Write(v) // a Builder takes everything
		b.WriteString("'")
		return b.String()
	case string:
		return literal([]byte(v))
	case nil:
		return "NULL"
	}
	panic(fmt.Sprintf("sqlstore: %T is no argument", arg)) // our own mistake
}

// mysqlWrong judges an error number. See the lists of MySQL and of MariaDB.
func mysqlWrong(err error, committing bool) verdict {
	n, ok := number(err, "Number")
	if !ok {
		return unknown
	}
	switch n {
	case 1213, 1205, 1020: // deadlock, lock wait timeout, changed since last read
		return again
	case 1062: // duplicate
		return clash
	case 1053, 1158, 1159, 1160, 1161, 1317, 1927: // shutdown, network, killed
		return unknown
	case 1290, 1792, 1836, 3101: // read-only, rolled back by other servers
		return refused
	}
	if committing {
		return unknown
	}
	if n == 1153 || n == 1406 { // packet, column
		return large
	}
	return refused
}
