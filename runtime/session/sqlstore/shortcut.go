package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// applyAtOnce carries out a change in one statement, one journey to the server in
// place of five. It reports false, and has done nothing, if that cannot be.
func (s *Store) applyAtOnce(ctx context.Context, c *change) (rev int64, done bool, err error) {
	text, args := s.shortcut(c)
	if text == "" {
		return 0, false, nil
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return 0, true, notDone(err)
	}
	defer giveBack(conn)
	err = s.query(ctx, conn, s.cached(text), func(rows *sql.Rows) error {
		done = true
		return rows.Scan(&rev)
	}, args...)
	if err == nil {
		return rev, done, nil
	}
	if errors.Is(err, driver.ErrBadConn) {
		return 0, false, nil // by the rules of database/sql: nothing was sent
	}
	switch s.judge(commitError{err}) { // the statement is its own COMMIT
	case again, clash:
		return 0, false, nil
	case large:
		return 0, true, fmt.Errorf("%w: sqlstore: %w", session.ErrTooLarge, err)
	case refused:
		return 0, true, notDone(err)
	case cut, unknown:
	}
	discard(conn)
	return 0, true, fmt.Errorf("%w: sqlstore: writing: %w", session.ErrUnknown, err)
}

// postgresShortcut is for touches, and for values that are set in a session that
// is there.
//
// A statement sees what was committed before it began, and of a row that it locks,
// or changes, the latest version, whose conditions it looks at again. So the row of
// the session is locked first, as everywhere; the values are not looked at but
// changed, under their conditions; and the session gets a new revision if they were.
func postgresShortcut(c *change) (string, []any) {
	if c.Create || c.Clear || c.Owner != nil || c.Move != nil || c.Retire > 0 {
		return "", nil
	}
	ttl := int64(0)
	if c.TTL > 0 {
		ttl = life(c.TTL)
	}
	args := []any{c.id, int64(c.If), ttl}
	if len(c.Writes) == 0 {
		return shortTouch, args
	}
	text := shortWrites(c.Writes)
	for _, w := range c.Writes {
		args = append(args, []byte(w.Key), w.Data)
	}
	if w := c.Writes[0]; w.If > 0 {
		args = append(args, w.If)
	}
	return text, args
}

const (
	shortTouch = `UPDATE {session}
		SET expires = CASE WHEN $3::bigint > 0 THEN greatest(expires, {now} + $3::bigint) ELSE expires END
		WHERE id = $1 AND retired = 0 AND expires > {now} AND ($2::bigint = 0 OR rev = $2::bigint) RETURNING rev`

	// The value is changed between these two.
	shortBegin = `WITH s AS (
			SELECT rev + 1 AS rev FROM {session}
			WHERE id = $1 AND retired = 0 AND expires > {now} AND ($2::bigint = 0 OR rev = $2::bigint) FOR UPDATE
		), v AS (`
	shortEnd = ` RETURNING {value}.rev), u AS (
			UPDATE {session} SET rev = s.rev, expires = CASE WHEN $3::bigint > 0 THEN {now} + $3::bigint ELSE expires END
			FROM s WHERE id = $1 AND EXISTS (SELECT 1 FROM v)
		) SELECT rev FROM v LIMIT 1`

	shortInsert = `INSERT INTO {value} (id, name, rev, data) SELECT $1, w.name, s.rev, w.data FROM s, (VALUES `
	shortOne    = `($4::bytea, $5::bytea)`
	shortNames  = `) AS w (name, data) `

	shortSet = shortBegin + shortInsert + shortOne + shortNames + "{replace}" + shortEnd
	shortAdd = shortBegin + shortInsert + shortOne + shortNames + "ON CONFLICT (id, name) DO NOTHING" + shortEnd
	shortCAS = shortBegin + `UPDATE {value} SET rev = s.rev, data = $5 FROM s
		WHERE {value}.id = $1 AND {value}.name = $4 AND {value}.rev = $6` + shortEnd
)

// shortWrites is the statement for some writes: many without conditions, or one
// with any. It is "" for others.
func shortWrites(writes []session.Write) string {
	for _, w := range writes {
		if w.Data == nil || len(writes) > 1 && w.If != session.Any {
			return ""
		}
	}
	switch {
	case len(writes) > 1:
		return shortBegin + shortInsert + tuples(len(writes), 4, "($%d::bytea, $%d::bytea)") + shortNames + "{replace}" + shortEnd
	case writes[0].If > 0:
		return shortCAS
	case writes[0].If == session.Absent:
		return shortAdd
	}
	return shortSet
}
