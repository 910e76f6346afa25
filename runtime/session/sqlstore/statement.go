package sqlstore

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// A statement is SQL in the words of a dialect.
type statement struct {
	text  string
	clock bool // the first argument is the time
}

// A runner carries out statements: a pool, or one connection of it.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// texts are the statements that are always the same.
type texts struct {
	load, owned, ownedAfter statement
	claim, lock, lockWith   statement
	update, updateRev       statement
	advance                 statement
	set, unset              statement
	bury, drop, insert      statement
	revs, clear, move       statement
	expired                 statement
	exists, version         statement
	guard, unguard          statement
	names                   *strings.Replacer
}

// texts returns the statements for tables whose names begin with prefix.
func (d *dialect) texts(prefix string) texts {
	t := texts{names: strings.NewReplacer(
		"{session}", prefix+"session", "{value}", prefix+"session_value", "{schema}", prefix+"session_schema",
		"{prefix}", prefix, "{claim}", d.claim, "{replace}", d.replace, "{lock}", d.lock, "{skip}", d.skip,
	)}
	for to, text := range map[*statement]string{
		&t.load: `SELECT {now}, s.rev, s.created, s.expires, s.owner, s.retired, v.name, v.rev, v.data
			FROM {session} s LEFT JOIN {value} v ON v.id = s.id WHERE s.id = $1`,
		&t.owned: `SELECT {now}, id, created, expires FROM {session}
			WHERE owner = $1 AND expires > {now} ORDER BY id LIMIT $2`,
		&t.ownedAfter: `SELECT {now}, id, created, expires FROM {session}
			WHERE owner = $1 AND expires > {now} AND id > $3 ORDER BY id LIMIT $2`,
		// A row that has been claimed has expired: it stands for an absent session.
		&t.claim: `INSERT INTO {session} (id, rev, created, expires, retired) VALUES ($1, 0, 0, 0, 0) {claim}`,
		&t.lock:  `SELECT {now}, rev, created, expires, owner, retired FROM {session} WHERE id = $1 {lock}`,
		&t.lockWith: `SELECT {now}, rev, created, expires, owner, retired, (SELECT rev FROM {value} WHERE id = $1 AND name = $2)
			FROM {session} WHERE id = $1 {lock}`,
		&t.update:    `UPDATE {session} SET rev = $2, created = $3, expires = $4, owner = $5, retired = 0 WHERE id = $1`,
		&t.updateRev: `UPDATE {session} SET rev = $2 WHERE id = $1`,
		&t.advance: `UPDATE {session} SET rev = rev + 1
			WHERE id = $1 AND retired = 0 AND expires > {now} AND ($2 = 0 OR rev = $2) RETURNING rev`,
		&t.set:     `INSERT INTO {value} (id, name, rev, data) VALUES ($1, $3, $2, $4) {replace}`,
		&t.unset:   `DELETE FROM {value} WHERE id = $1 AND name = $2`,
		&t.bury:    `UPDATE {session} SET rev = 0, created = 0, expires = $2, owner = NULL, retired = 1 WHERE id = $1`,
		&t.drop:    `DELETE FROM {session} WHERE id = $1`,
		&t.insert:  `INSERT INTO {session} (id, rev, created, expires, owner, retired) VALUES ($1, $2, $3, $4, $5, 0)`,
		&t.revs:    `SELECT name, rev FROM {value} WHERE id = $1`,
		&t.clear:   `DELETE FROM {value} WHERE id = $1`,
		&t.move:    `UPDATE {value} SET id = $2 WHERE id = $1`,
		&t.expired: `SELECT id FROM {session} WHERE expires <= {now} LIMIT $1 {skip}`,
		&t.version: `SELECT version FROM {schema} ORDER BY version DESC LIMIT 1`,
		&t.exists:  d.exists,
		&t.guard:   d.guard,
		&t.unguard: d.unguard,
	} {
		*to = d.statement(t.names.Replace(text))
	}
	return t
}

// cached is the statement for a text, of which there are not many.
func (s *Store) cached(text string) statement {
	if st, ok := s.others.Load(text); ok {
		return st.(statement)
	}
	st := s.statement(s.text.names.Replace(text))
	s.others.Store(text, st)
	return st
}

// statement puts a text into the dialect's words. Its arguments are $1, $2 and
// so on; {now} is the time.
func (d *dialect) statement(text string) statement {
	clock := d.now == "" && strings.Contains(text, "{now}")
	first := 0
	if clock {
		first = 1
		text = strings.ReplaceAll(text, "{now}", d.place(1))
	} else {
		text = strings.ReplaceAll(text, "{now}", d.now)
	}
	if d.place != nil {
		text = fill(text, func(n int) string { return d.place(n + first) })
	}
	return statement{text: text, clock: clock}
}

// fill replaces $1, $2 and so on.
func fill(text string, with func(n int) string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
		n, _ := strconv.Atoi(after[:digits]) // our own texts: it is a number
		b.WriteString(with(n))
		text = after[digits:]
	}
}

// render returns the text and the arguments of a statement for the driver.
func (s *Store) render(st statement, args []any) (string, []any) {
	if s.place == nil {
		return fill(st.text, func(n int) string { return literal(args[n-1]) }), nil
	}
	if st.clock {
		args = append([]any{s.config.clock().UnixMicro()}, args...)
	}
	return st.text, args
}

func (s *Store) exec(ctx context.Context, on runner, st statement, args ...any) (affected int64, err error) {
	text, args := s.render(st, args)
	res, err := on.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// query calls row for each row of an answer.
func (s *Store) query(ctx context.Context, on runner, st statement, row func(*sql.Rows) error, args ...any) error {
	text, args := s.render(st, args)
	rows, err := on.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := row(rows); err != nil {
			_ = rows.Close() // the first error counts
			return err
		}
	}
	// Rows that ended early look like the end of the answer.
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}
