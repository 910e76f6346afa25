package sqlstore

import (
	"context"
	"database/sql"
	"slices"
)

// Sweep implements [session.Store]. It passes over sessions that somebody is
// just changing.
func (s *Store) Sweep(ctx context.Context, limit int) (int, error) {
	if err := s.ready(ctx); err != nil || limit <= 0 {
		return 0, err
	}
	var removed int64
	err := s.transact(ctx, func(ctx context.Context, t *tx) (err error) {
		removed, err = t.sweep(ctx, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	return int(removed), nil
}

// sweep first locks what it then removes, in two statements: not every database
// allows a LIMIT in the condition of a DELETE. Values go with their session.
func (t *tx) sweep(ctx context.Context, limit int) (removed int64, err error) {
	var ids []any
	err = t.query(ctx, t.text.expired, func(rows *sql.Rows) error {
		var id []byte
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, int64(limit))
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(ids, t.most) {
		text := "DELETE FROM {session} WHERE id IN (" + tuples(len(some), 1, "$%d") + ")"
		n, err := t.exec(ctx, t.cached(text), some...)
		if err != nil {
			return 0, err
		}
		removed += n
	}
	return removed, nil
}
