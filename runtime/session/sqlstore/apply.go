package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// Apply implements [session.Store].
func (s *Store) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	if err := s.ready(ctx); err != nil {
		return 0, notDone(err)
	}
	if c.Move != nil {
		to := *c.Move // the caller's own, which may change when this has returned
		c.Move = &to
	}
	ch, err := newChange(id, &c)
	if err != nil {
		return 0, err
	}
	if s.shortcut != nil {
		if rev, done, err := s.applyAtOnce(ctx, ch); done || err != nil {
			return uint64(rev), err
		}
	}
	var rev int64
	err = s.transact(ctx, func(ctx context.Context, t *tx) (err error) {
		rev, err = t.apply(ctx, ch)
		return err
	})
	if err != nil {
		return 0, err
	}
	return uint64(rev), nil
}

// apply carries out a change. The row of its session is locked first, so that
// changes of one session come one after the other, whoever makes them.
func (t *tx) apply(ctx context.Context, c *change) (rev int64, err error) {
	if t.steady && c.plain() {
		if rev, err = t.advance(ctx, c); rev != 0 || err != nil {
			return rev, err
		}
	}
	if c.Create {
		// Without this there is no row to lock, and two could create the session.
		if _, err := t.exec(ctx, t.text.claim, c.id); err != nil {
			return 0, err
		}
	}
	r, revs, err := t.look(ctx, c)
	if err != nil {
		return 0, err
	}
	if err := c.check(&r, revs); err != nil {
		return 0, err
	}
	if err := t.vacate(ctx, c); err != nil {
		return 0, err
	}
	// From here on the change is done: no answer may follow what is written.
	if (c.Clear || !r.there()) && r.rev > 0 {
		if _, err := t.exec(ctx, t.text.clear, c.id); err != nil {
			return 0, err
		}
	}
	next := c.after(&r)
	switch {
	case c.Move != nil:
		return next.rev, t.move(ctx, c, &r, &next)
	case c.Retire > 0:
		return 0, t.bury(ctx, c, &r)
	case next.rev == r.rev && next.expires == r.expires && r.there():
		return next.rev, nil
	}
	if err := t.update(ctx, c, &r, &next); err != nil {
		return 0, err
	}
	return next.rev, t.write(ctx, c.id, next.rev, c.Writes)
}

// advance carries out a plain change of a session that is there: its row is
// locked, looked at and written in one statement. It returns 0, and has done
// nothing, if the change has to be refused.
func (t *tx) advance(ctx context.Context, c *change) (rev int64, err error) {
	err = t.query(ctx, t.text.advance, func(rows *sql.Rows) error { return rows.Scan(&rev) }, c.id, int64(c.If))
	if err != nil || rev == 0 {
		return 0, err
	}
	return rev, t.write(ctx, c.id, rev, c.Writes)
}

// update writes the row of a session. To leave alone what is indexed saves half
// the work.
func (t *tx) update(ctx context.Context, c *change, r, next *row) (err error) {
	if r.there() && next.expires == r.expires && c.Owner == nil {
		_, err = t.exec(ctx, t.text.updateRev, c.id, next.rev)
	} else {
		_, err = t.exec(ctx, t.text.update, c.id, next.rev, next.created, next.expires, null(next.owner))
	}
	return err
}

// look locks the row of a session, and reads what the change depends on.
func (t *tx) look(ctx context.Context, c *change) (r row, revs map[string]int64, err error) {
	if t.steady && len(c.Writes) == 1 && c.conditional {
		return t.lockWith(ctx, c.id, c.Writes[0].Key)
	}
	if r, err = t.lock(ctx, c.id); err == nil && c.conditional && r.there() && !r.retired {
		revs, err = t.revs(ctx, c.id)
	}
	return r, revs, err
}

// lockWith is lock, and reads the revision of a value in the same statement.
func (t *tx) lockWith(ctx context.Context, id []byte, name string) (r row, revs map[string]int64, err error) {
	var rev sql.NullInt64
	err = t.query(ctx, t.text.lockWith, func(rows *sql.Rows) error {
		r.found = true
		return rows.Scan(&r.now, &r.rev, &r.created, &r.expires, &r.owner, &r.retired, &rev)
	}, id, []byte(name))
	if r.there() {
		revs = map[string]int64{name: rev.Int64}
	}
	return r, revs, err
}

// lock reads the row of a session, which stays locked up to the end of the
// transaction.
func (t *tx) lock(ctx context.Context, id []byte) (r row, err error) {
	err = t.query(ctx, t.text.lock, func(rows *sql.Rows) error {
		r.found = true
		return rows.Scan(&r.now, &r.rev, &r.created, &r.expires, &r.owner, &r.retired)
	}, id)
	return r, err
}

// revs reads the revisions of a session's values.
func (t *tx) revs(ctx context.Context, id []byte) (map[string]int64, error) {
	revs := map[string]int64{}
	err := t.query(ctx, t.text.revs, func(rows *sql.Rows) error {
		var name []byte
		var rev int64
		err := rows.Scan(&name, &rev)
		revs[string(name)] = rev
		return err
	}, id)
	return revs, err
}

// write writes and deletes values.
func (t *tx) write(ctx context.Context, id []byte, rev int64, writes []session.Write) error {
	var set, unset []session.Write
	for _, w := range writes {
		switch {
		case w.Data != nil:
			set = append(set, w)
		case w.If != session.Absent:
			unset = append(unset, w)
		}
	}
	for some := range slices.Chunk(set, t.most) {
		if _, err := t.exec(ctx, t.setText(len(some)), setArgs(id, rev, some)...); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(unset, t.most) {
		args := []any{id}
		for _, w := range some {
			args = append(args, []byte(w.Key))
		}
		if _, err := t.exec(ctx, t.unsetText(len(some)), args...); err != nil {
			return err
		}
	}
	return nil
}

// setText is the statement that writes n values.
func (s *Store) setText(n int) statement {
	if n == 1 {
		return s.text.set
	}
	return s.cached("INSERT INTO {value} (id, name, rev, data) VALUES " + tuples(n, 3, "($1, $%d, $2, $%d)") + " {replace}")
}

func setArgs(id []byte, rev int64, writes []session.Write) []any {
	args := []any{id, rev}
	for _, w := range writes {
		args = append(args, []byte(w.Key), w.Data)
	}
	return args
}

// unsetText is the statement that deletes n values.
func (s *Store) unsetText(n int) statement {
	if n == 1 {
		return s.text.unset
	}
	return s.cached("DELETE FROM {value} WHERE id = $1 AND name IN (" + tuples(n, 2, "$%d") + ")")
}

// tuples repeats a form n times, whose arguments are numbered on from first.
func tuples(n, first int, form string) string {
	var b strings.Builder
	each := strings.Count(form, "%d")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		numbers := make([]any, each)
		for j := range numbers {
			numbers[j] = first + i*each + j
		}
		fmt.Fprintf(&b, form, numbers...)
	}
	return b.String()
}

// vacate sees to it that there is nothing at the id c.Move, if there is one.
func (t *tx) vacate(ctx context.Context, c *change) error {
	if c.Move == nil {
		return nil
	}
	to := c.Move[:]
	if string(to) == string(c.id) {
		return fmt.Errorf("%w: the new id is the old one", session.ErrConflict)
	}
	taken, err := t.lock(ctx, to)
	switch {
	case err != nil:
		return err
	case taken.there():
		return fmt.Errorf("%w: the new id is taken", session.ErrConflict)
	case taken.found:
		_, err = t.exec(ctx, t.text.drop, to)
	}
	return err
}

// move makes the session what next says, under the id c.Move, and leaves a
// tombstone at its old id. The row stays where it is: somebody who waits for it
// has to find the tombstone there.
func (t *tx) move(ctx context.Context, c *change, r, next *row) error {
	to := c.Move[:]
	if _, err := t.exec(ctx, t.text.insert, to, next.rev, next.created, next.expires, null(next.owner)); err != nil {
		return err
	}
	if r.there() && !c.Clear {
		if _, err := t.exec(ctx, t.text.move, c.id, to); err != nil {
			return err
		}
	}
	if err := t.write(ctx, to, next.rev, c.Writes); err != nil {
		return err
	}
	return t.bury(ctx, c, &row{now: r.now})
}

// bury leaves a tombstone of a session, or nothing at all if it is for no time.
func (t *tx) bury(ctx context.Context, c *change, r *row) error {
	if c.Retire <= 0 {
		_, err := t.exec(ctx, t.text.drop, c.id)
		return err
	}
	if r.there() && !c.Clear {
		if _, err := t.exec(ctx, t.text.clear, c.id); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, t.text.bury, c.id, r.now+life(c.Retire))
	return err
}

// null is what stands for an owner; nobody is NULL.
func null(owner []byte) any {
	if len(owner) == 0 {
		return nil
	}
	return owner
}
