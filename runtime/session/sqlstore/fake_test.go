package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A fake is a database driver that does what a test says.
type fake struct {
	mu sync.Mutex
	// rules say what comes of statements; the first that fits counts.
	rules []*rule
	// log has the statements, in order, and dropped is how many connections
	// were closed.
	log     []string
	dropped int
}

// A rule is for statements that contain a text.
type rule struct {
	text  string
	times int // how often it applies, 0 for ever
	rows  [][]driver.Value
	err   error
	block bool          // until ctx ends
	gate  chan struct{} // until it is closed
}

// live is a session that is there, as the statement that locks it returns it.
var live = &rule{text: "retired FROM rpc_session WHERE", rows: [][]driver.Value{{int64(1000), int64(1), int64(500), int64(1e15), nil, int64(0)}}}

// opened is what Open asks.
func opened() []*rule {
	return []*rule{
		{text: "journal_mode", rows: [][]driver.Value{{"wal"}}},
		{text: "sqlite_master", rows: [][]driver.Value{{int64(1)}}},
		{text: "pg_class", rows: [][]driver.Value{{int64(1)}}},
		{text: "information_schema", rows: [][]driver.Value{{int64(1)}}},
		{text: "SELECT version", rows: [][]driver.Value{{int64(1)}}},
	}
}

// openFake opens a store on a fake database with rules beside those of Open.
func openFake(t testing.TB, d Dialect, rules ...*rule) (*Store, *fake) {
	t.Helper()
	f := &fake{rules: opened()}
	db := sql.OpenDB(f)
	s, err := Open(t.Context(), db, d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	f.rules = append(rules, f.rules...)
	f.log, f.dropped = nil, 0
	return s, f
}

// count returns how many statements contained a text.
func (f *fake) count(text string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, q := range f.log {
		if q == text || strings.Contains(q, text) && text != "COMMIT" {
			n++
		}
	}
	return n
}

func (f *fake) do(ctx context.Context, query string) ([][]driver.Value, error) {
	f.mu.Lock()
	f.log = append(f.log, query)
	var found *rule
	for i, r := range f.rules {
		if query == r.text || strings.Contains(query, r.text) && r.text != "COMMIT" && r.text != "ROLLBACK" {
			found = r
			if r.times == 1 {
				f.rules = slices.Delete(f.rules, i, i+1)
			}
			r.times--
			break
		}
	}
	f.mu.Unlock()
	switch {
	case found == nil:
		return nil, ctx.Err()
	case found.gate != nil:
		<-found.gate
	case found.block:
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return found.rows, found.err
}

func (f *fake) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fake) Driver() driver.Driver                        { return nil }

type fakeConn struct{ *fake }

func (c fakeConn) Prepare(query string) (driver.Stmt, error) { return fakeStmt{c, query}, nil }
func (c fakeConn) Begin() (driver.Tx, error)                 { return nil, errors.New("not asked for") }
func (c fakeConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropped++
	return nil
}

func (c fakeConn) ExecContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	_, err := c.do(ctx, query)
	return driver.RowsAffected(1), err
}

func (c fakeConn) QueryContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.do(ctx, query)
	if err != nil {
		return nil, err
	}
	return &fakeRows{left: rows, columns: columns(rows)}, nil
}

type fakeStmt struct {
	fakeConn
	query string
}

func (s fakeStmt) Close() error  { return nil }
func (s fakeStmt) NumInput() int { return -1 }
func (s fakeStmt) Exec([]driver.Value) (driver.Result, error) {
	return nil, errors.New("not asked for")
}
func (s fakeStmt) Query([]driver.Value) (driver.Rows, error) { return nil, errors.New("not asked for") }
func (s fakeStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.fakeConn.ExecContext(ctx, s.query, args)
}
func (s fakeStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.fakeConn.QueryContext(ctx, s.query, args)
}

type fakeRows struct {
	left    [][]driver.Value
	columns []string
}

func columns(rows [][]driver.Value) []string {
	if len(rows) == 0 {
		return nil
	}
	return make([]string, len(rows[0]))
}

func (r *fakeRows) Columns() []string { return r.columns }
func (r *fakeRows) Close() error      { return nil }
func (r *fakeRows) Next(into []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	copy(into, r.left[0])
	r.left = r.left[1:]
	return nil
}

// Errors as the drivers make them.
type (
	pgError     string
	mysqlError  struct{ Number uint16 }
	sqliteError int
	cError      struct{ Code cErrNo } // of the driver that wraps the C library
	cErrNo      int
)

func (e pgError) Error() string     { return "ERROR: " + string(e) }
func (e pgError) SQLState() string  { return string(e) }
func (e *mysqlError) Error() string { return "Error" }
func (e sqliteError) Error() string { return "sqlite" }
func (e sqliteError) Code() int     { return int(e) }
func (e cError) Error() string      { return "sqlite3" }

var (
	each = []Dialect{SQLite, Postgres, MySQL}
	// met is what each says if a transaction met another one, and over if it
	// refuses something for good.
	met  = map[Dialect]error{SQLite: sqliteError(5), Postgres: pgError("40P01"), MySQL: &mysqlError{1213}}
	over = map[Dialect]error{SQLite: sqliteError(13), Postgres: pgError("53100"), MySQL: &mysqlError{1021}}
)

// full is a change that no shortcut is for.
var full = session.Change{TTL: time.Hour, Clear: true, Writes: []session.Write{{Key: "k", Data: []byte("v"), If: session.Any}}}

func forEach(t *testing.T, f func(t *testing.T, d Dialect)) {
	for _, d := range each {
		t.Run(d.String(), func(t *testing.T) { f(t, d) })
	}
}
