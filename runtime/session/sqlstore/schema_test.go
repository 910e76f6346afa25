package sqlstore

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// Tables of an older version get what they lack, and no more.
func TestUpgrade(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		s, f := openFake(t, d)
		second := append(slices.Clone(s.schema), []string{"ALTER TABLE {session} ADD COLUMN a integer", "CREATE INDEX {prefix}a ON {session} (a)"})
		if err := s.upgrade(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		var changes []string
		for _, q := range f.log {
			if strings.HasPrefix(q, "ALTER") || strings.HasPrefix(q, "CREATE") || strings.HasPrefix(q, "INSERT") {
				changes = append(changes, q)
			}
		}
		want := []string{
			"ALTER TABLE rpc_session ADD COLUMN a integer", "CREATE INDEX rpc_a ON rpc_session (a)",
			"INSERT INTO rpc_session_schema (version) VALUES (2)",
		}
		if !slices.Equal(changes, want) {
			t.Errorf("got %q, want %q", changes, want)
		}
		if f.count("COMMIT") != 1 {
			t.Errorf("got %q, want one COMMIT", f.log)
		}
	})
}

// Somebody else may have done it while this process waited for its turn.
func TestUpgradeDone(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		f := &fake{rules: append([]*rule{{text: "SELECT version", times: 1, rows: nil}}, opened()...)}
		db := sql.OpenDB(f)
		defer db.Close()
		s, err := Open(t.Context(), db, d, WithoutSweeper())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if f.count("CREATE") != 0 || f.count("INSERT") != 0 {
			t.Errorf("got %q, want nothing created", f.log)
		}
	})
}

// A failure half-way is an error, and the lock of an upgrade is given back.
func TestUpgradeFails(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		broken := errors.New("no right to create anything")
		f := &fake{rules: append([]*rule{{text: "SELECT version"}, {text: "CREATE TABLE", err: broken}}, opened()...)}
		db := sql.OpenDB(f)
		defer db.Close()
		if _, err := Open(t.Context(), db, d); !errors.Is(err, broken) {
			t.Errorf("got %v, want the reason", err)
		}
		if d == MySQL && f.count("RELEASE_LOCK") != 1 {
			t.Errorf("got %q, want the lock given back", f.log)
		}
		if f.count("ROLLBACK") != 1 {
			t.Errorf("got %q, want a ROLLBACK", f.log)
		}
	})
}

func TestOptions(t *testing.T) {
	db := sql.OpenDB(&fake{})
	defer db.Close()
	for _, prefix := range []string{"", "1a", "A", "a b", "a;", "a-b", "ä", "public.rpc_", strings.Repeat("a", 33)} {
		if _, err := Open(t.Context(), db, Postgres, WithTablePrefix(prefix)); err == nil {
			t.Errorf("the prefix %q was accepted", prefix)
		}
	}
	for _, d := range []Dialect{0, 7, -1} {
		if _, err := Open(t.Context(), db, d); err == nil || !strings.Contains(err.Error(), d.String()) {
			t.Errorf("%v: got %v, want an error that names it", d, err)
		}
	}
	if _, err := Open(t.Context(), nil, Postgres); err == nil {
		t.Error("no database: no error")
	}
	if text := Schema(MySQL, WithTablePrefix("shop_")); strings.Contains(text, "rpc_") || strings.Contains(text, "{") {
		t.Errorf("got %s, want other names", text)
	}
	defer func() {
		if recover() == nil {
			t.Error("Schema of no dialect: no panic")
		}
	}()
	Schema(0)
}

// The store reads SQLite's time from its clock, at the moment of the statement.
func TestClock(t *testing.T) {
	f := &fake{rules: append([]*rule{{text: "LEFT JOIN", rows: [][]driver.Value{{int64(7e6), int64(1), int64(2e6), int64(9e6), nil, int64(0), nil, nil, nil}}}}, opened()...)}
	db := sql.OpenDB(f)
	defer db.Close()
	s, err := Open(t.Context(), db, SQLite, WithClock(func() time.Time { return time.UnixMicro(7e6) }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, args := s.render(s.text.load, []any{[]byte("id")}); len(args) != 2 || args[0] != int64(7e6) {
		t.Errorf("got the arguments %v, want the time first", args)
	}
	rec, err := s.Load(t.Context(), [32]byte{1})
	if err != nil || rec.Age != 5*time.Second || rec.TTL != 2*time.Second {
		t.Errorf("got %+v, %v, want an age of 5s and a life of 2s", rec, err)
	}
}

func TestLiterals(t *testing.T) {
	for want, arg := range map[string]any{
		"-7": int64(-7), "x''": []byte{}, "x'27003b'": []byte("'\x00;"), "x'2767'": "'g", "NULL": nil,
	} {
		if got := literal(arg); got != want {
			t.Errorf("%#v: got %s, want %s", arg, got, want)
		}
	}
	if got := fill("a = $1 AND b = $12 OR c = $1", func(n int) string { return strings.Repeat("x", n) }); got != "a = x AND b = xxxxxxxxxxxx OR c = x" {
		t.Errorf("got %s", got)
	}
}
