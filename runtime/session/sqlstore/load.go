package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// Load implements [session.Store].
func (s *Store) Load(ctx context.Context, id session.ID) (session.Record, error) {
	var r row
	var values map[string]session.Entry
	err := s.read(ctx, func() error {
		r, values = row{}, map[string]session.Entry{}
		return s.query(ctx, s.reader, s.text.load, func(rows *sql.Rows) error { return r.load(rows, values) }, id[:])
	})
	r.now = s.time(r.now)
	switch {
	case err != nil:
		return session.Record{}, err
	case !r.there():
		return session.Record{}, session.ErrNotFound
	case r.retired:
		return session.Record{}, session.ErrRetired
	}
	return session.Record{
		Rev: uint64(r.rev), Age: micros(max(0, r.now-r.created)), TTL: micros(r.expires - r.now),
		Owner: string(r.owner), Values: values,
	}, nil
}

// load takes a row of a session and, if it has any, of one of its values.
func (r *row) load(rows *sql.Rows, values map[string]session.Entry) error {
	var name, data []byte
	var rev sql.NullInt64
	r.found = true
	err := rows.Scan(&r.now, &r.rev, &r.created, &r.expires, &r.owner, &r.retired, &name, &rev, &data)
	if err != nil || name == nil {
		return err
	}
	if data == nil {
		data = []byte{} // some drivers' way of an empty one
	}
	values[string(name)] = session.Entry{Rev: uint64(rev.Int64), Data: data}
	return nil
}

// How often something is tried on a connection that turns out to be dead: when a
// server has been restarted, all that are in the pool are.
const connections = 20

// read carries out a read of the database, again if it may go better then.
func (s *Store) read(ctx context.Context, read func() error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	for n := 0; ; n++ {
		err := read()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("sqlstore: reading: %w", errors.Join(ctx.Err(), err))
		}
		if v := s.judge(err); v != again && (v != cut || n+1 >= connections) || pause(ctx, n) != nil {
			return fmt.Errorf("%w: sqlstore: reading: %w", session.ErrUnavailable, err)
		}
	}
}

// time is the time of a read, in microseconds, of which the statement says that it
// is now. Where the clock is this process's, that was before the statement began,
// and what it found may be younger.
func (s *Store) time(now int64) int64 {
	if s.now == "" {
		return s.config.clock().UnixMicro()
	}
	return now
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
