package redisstore

import (
	"context"
	"strconv"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A glance is what peek.lua tells of a session.
type glance struct {
	alive    bool
	age, ttl time.Duration
	owner    string
}

// peek looks at sessions without reading their values: at all of them at once, or one by
// one if they are on several servers.
func (s *Store) peek(ctx context.Context, ids []session.ID) ([]glance, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = s.key(id)
	}
	if len(keys) < 2 || !s.split.Load() {
		found, err := s.glances(ctx, keys)
		if !acrossSlots(err) || len(keys) < 2 {
			return found, err
		}
		s.split.Store(true)
	}
	found := make([]glance, 0, len(keys))
	for _, key := range keys {
		one, err := s.glances(ctx, []string{key})
		if err != nil {
			return nil, err
		}
		found = append(found, one...)
	}
	return found, nil
}

// glances runs peek.lua.
func (s *Store) glances(ctx context.Context, keys []string) ([]glance, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	reply, err := s.read(ctx, peekScript, keys)
	if err != nil {
		return nil, err
	}
	parts, ok := reply.([]any)
	if !ok || len(parts) != len(keys) {
		return nil, garbage(errShape)
	}
	found := make([]glance, len(parts))
	for i, part := range parts {
		if found[i], ok = parseGlance(part); !ok {
			return nil, garbage(errShape)
		}
	}
	return found, nil
}

func parseGlance(part any) (glance, bool) {
	if part == int64(0) {
		return glance{}, true
	}
	parts, ok := part.([]any)
	if !ok || len(parts) != 3 {
		return glance{}, false
	}
	left, ok1 := parts[0].(int64)
	age, ok2 := parts[1].(int64)
	owner, ok3 := parts[2].(string)
	return glance{
		alive: left > 0, owner: owner,
		ttl: lasting(left, time.Millisecond), age: lasting(age, time.Microsecond),
	}, ok1 && ok2 && ok3
}

// members reads a list of entries of an index.
func members(reply any) ([]string, error) {
	parts, ok := reply.([]any)
	if !ok {
		return nil, garbage(errShape)
	}
	entries := make([]string, len(parts))
	for i, part := range parts {
		if entries[i], ok = part.(string); !ok || len(entries[i]) != memberSize {
			return nil, garbage(errShape)
		}
	}
	return entries, nil
}

// parseList reads the reply of list.lua.
func parseList(reply any) (now int64, entries []string, err error) {
	parts, ok := reply.([]any)
	if !ok || len(parts) != 2 {
		return 0, nil, errShape
	}
	if now, ok = parts[0].(int64); !ok {
		return 0, nil, errShape
	}
	entries, err = members(parts[1])
	return now, entries, err
}

// old returns the entries that are too old for their session to be on its way.
func old(entries []string, now int64) (found []string) {
	for _, e := range entries {
		since, err := strconv.ParseInt(e[idSize:], 10, 64)
		if err != nil || now-since > indexGrace {
			found = append(found, e)
		}
	}
	return found
}
