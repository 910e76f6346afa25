package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A versionTable says which of the lists of statements have been carried out: the
// highest number counts.
const versionTable = "CREATE TABLE IF NOT EXISTS {schema} (version integer NOT NULL PRIMARY KEY)"

// Schema returns the statements that make the tables, as [Open] does where they
// are missing: for those whose programs may not create tables. They belong into an
// empty database, or schema. Of the options, [WithTablePrefix] counts. It panics
// at a dialect or a prefix that Open would refuse.
func Schema(d Dialect, opts ...Option) string {
	s, err := newStore(&sql.DB{}, d, opts)
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	for _, text := range s.steps(s.schema, 0) {
		b.WriteString(text + ";\n")
	}
	return b.String()
}

// steps are the statements that bring the tables from a version up to date.
func (s *Store) steps(schema [][]string, from int) (steps []string) {
	if from == 0 {
		steps = append(steps, s.text.names.Replace(versionTable))
	}
	for i, list := range schema {
		if i < from {
			continue
		}
		for _, text := range list {
			steps = append(steps, s.text.names.Replace(text))
		}
		steps = append(steps, fill(s.text.names.Replace("INSERT INTO {schema} (version) VALUES ($1)"), func(int) string {
			return fmt.Sprint(i + 1)
		}))
	}
	return steps
}

// upgrade makes the tables, or brings them up to date.
func (s *Store) upgrade(ctx context.Context, schema [][]string) error {
	var version int
	err := s.read(ctx, func() (err error) {
		version, err = s.version(ctx, s.db)
		return err
	})
	if err == nil && version < len(schema) {
		err = s.transact(ctx, func(ctx context.Context, t *tx) (err error) {
			version, err = t.upgrade(ctx, schema)
			return err
		})
	}
	if err == nil && version > len(schema) {
		err = fmt.Errorf("the tables are of version %d, and this program knows up to %d: it is too old for them", version, len(schema))
	}
	return err
}

// upgrade does the steps that are still to be done when it is this process's turn.
func (t *tx) upgrade(ctx context.Context, schema [][]string) (version int, err error) {
	ignore := func(*sql.Rows) error { return nil }
	name := t.text.names.Replace("{schema}")
	if t.text.guard.text != "" {
		if err := t.query(ctx, t.text.guard, ignore, name); err != nil {
			return 0, err
		}
	}
	if t.text.unguard.text != "" {
		// Where this fails, the connection has failed, and it held the lock.
		defer func() { _ = t.query(ctx, t.text.unguard, ignore, name) }()
	}
	version, err = t.version(ctx, t.conn)
	if err != nil || version >= len(schema) {
		return version, err
	}
	for _, text := range t.steps(schema, version) {
		if _, err := t.conn.ExecContext(ctx, text); err != nil {
			return 0, err
		}
	}
	return len(schema), nil
}

// version returns which version the tables have, 0 if there are none.
func (s *Store) version(ctx context.Context, on runner) (version int, err error) {
	there := false
	err = s.query(ctx, on, s.text.exists, func(*sql.Rows) error {
		there = true
		return nil
	}, s.text.names.Replace("{schema}"))
	if err != nil || !there {
		return 0, err
	}
	err = s.query(ctx, on, s.text.version, func(rows *sql.Rows) error { return rows.Scan(&version) })
	return version, err
}
