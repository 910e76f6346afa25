package sqlstore

import "fmt"

// A Dialect is a kind of database.
type Dialect int

// The dialects.
const (
	SQLite   Dialect = iota + 1 // 3.35 and later
	Postgres                    // PostgreSQL 12 and later
	MySQL                       // MySQL 8 and MariaDB 10.6, and later
)

// String returns the name of the database.
func (d Dialect) String() string {
	if what, ok := dialects[d]; ok {
		return what.name
	}
	return fmt.Sprintf("Dialect(%d)", int(d))
}

// A dialect is what one kind of database says or does in its own way. All else
// is the same for all of them.
type dialect struct {
	name string
	// begin starts a transaction in which each statement sees what was
	// committed before it.
	begin []string
	// now is the time in microseconds since 1970, by the database's clock at the
	// moment at which a row is read, not that at which the statement began: it
	// may have waited for a lock in between. Empty is the process's clock.
	now string
	// place returns what stands for the nth argument in a statement; nil puts
	// the arguments into the text.
	place func(n int) string
	// claim ends an INSERT that leaves alone what is there, replace one of
	// values that writes over it.
	claim, replace string
	// lock ends a SELECT of rows that nobody else is to change meanwhile, skip
	// one that passes over rows that somebody else has locked.
	lock, skip string
	// steady tells that nothing changes while a transaction is under way. Where
	// it does, a statement that has waited for a lock may still see other rows as
	// they were before.
	steady bool
	// shortcut, if not nil, returns a statement that does all of a change of a
	// simple kind, and answers with the revision, or that does nothing and has no
	// answer. It returns "" for a change of another kind.
	shortcut func(c *change) (text string, args []any)
	// exists selects a row if there is a table of the name $1.
	exists string
	// guard lets one process at a time change the schema of the name $1, up to
	// unguard, or to the end of the transaction where that is empty.
	guard, unguard string
	// schema is how the tables came to be, one list of statements after the other.
	schema [][]string
	// wrong judges what the database said, at a COMMIT or before. It is unknown if
	// that was nothing, or nothing that tells whether there was a commit.
	wrong func(err error, committing bool) verdict
	// most is how many values one statement may write.
	most int
}

var dialects = map[Dialect]*dialect{SQLite: &sqlite, Postgres: &postgres, MySQL: &mysql}
