package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// ByOwner implements [session.Index]. Nobody owns anonymous sessions: they are
// not listed.
func (s *Store) ByOwner(ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
	if limit <= 0 {
		return nil, "", errors.New("sqlstore: the limit of a page must be positive")
	}
	// One more than asked for tells whether there is another page.
	text, args := s.text.owned, []any{[]byte(owner), int64(limit) + 1}
	if after != "" {
		last, err := hex.DecodeString(after)
		if err != nil || len(last) != len(session.ID{}) {
			return nil, "", errors.New("sqlstore: after is not what ByOwner returned")
		}
		text, args = s.text.ownedAfter, append(args, last)
	}
	var page []session.Summary
	err := s.read(ctx, func() error {
		page = nil
		return s.query(ctx, s.reader, text, func(rows *sql.Rows) error {
			sum, err := s.summary(rows)
			page = append(page, sum)
			return err
		}, args...)
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(page) > limit {
		page = page[:limit]
		next = hex.EncodeToString(page[limit-1].ID[:])
	}
	return slices.DeleteFunc(page, func(sum session.Summary) bool { return sum.TTL <= 0 }), next, nil
}

func (s *Store) summary(rows *sql.Rows) (sum session.Summary, err error) {
	var id []byte
	var now, created, expires int64
	if err := rows.Scan(&now, &id, &created, &expires); err != nil {
		return sum, err
	}
	if len(id) != len(sum.ID) {
		return sum, fmt.Errorf("an id has %d bytes", len(id))
	}
	now = s.time(now)
	sum.Age, sum.TTL = micros(max(0, now-created)), micros(expires-now)
	copy(sum.ID[:], id)
	return sum, nil
}
