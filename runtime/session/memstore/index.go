package memstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// ByOwner implements [session.Index].
func (s *Store) ByOwner(ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
	if err := s.ready(ctx); err != nil {
		return nil, "", err
	}
	var last session.ID
	if after != "" {
		raw, err := hex.DecodeString(after)
		if err != nil || len(raw) != len(last) {
			return nil, "", errors.New("memstore: after is not what ByOwner returned")
		}
		copy(last[:], raw)
	}
	found := s.owned(owner, after != "", last)
	slices.SortFunc(found, func(a, b session.Summary) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	if len(found) <= limit {
		return found, "", nil
	}
	found = found[:limit]
	return found, hex.EncodeToString(found[limit-1].ID[:]), nil
}

// owned returns the sessions of an owner, or those whose ids are greater than last.
func (s *Store) owned(owner string, paged bool, last session.ID) (found []session.Summary) {
	now := s.clock()
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for id, it := range sh.owners[owner] {
			if it.expires > now && (!paged || bytes.Compare(id[:], last[:]) > 0) {
				found = append(found, session.Summary{ID: id, Age: now - it.created, TTL: it.expires - now})
			}
		}
		sh.mu.Unlock()
	}
	return found
}
