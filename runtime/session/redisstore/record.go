package redisstore

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

var errShape = errors.New("it is not what the script returns")

// A raw session is what load.lua returns.
type raw struct {
	left   int64 // ms until it expires
	now    int64 // µs
	fields []any // name, content, name, content …
}

func parse(reply any) (raw, error) {
	parts, ok := reply.([]any)
	if !ok || len(parts) != 3 {
		return raw{}, errShape
	}
	left, ok1 := parts[0].(int64)
	now, ok2 := parts[1].(int64)
	fields, ok3 := parts[2].([]any)
	if !ok1 || !ok2 || !ok3 || len(fields)%2 != 0 {
		return raw{}, errShape
	}
	return raw{left, now, fields}, nil
}

// record makes a record of the fields, or the error that tells of a session that is
// not alive.
func (r raw) record() (session.Record, error) {
	if len(r.fields) == 0 {
		return session.Record{}, session.ErrNotFound
	}
	rec := session.Record{Values: make(map[string]session.Entry, max(0, len(r.fields)/2-2))}
	retired, created := false, int64(-1)
	for i := 0; i < len(r.fields); i += 2 {
		name, ok1 := r.fields[i].(string)
		text, ok2 := r.fields[i+1].(string)
		if !ok1 || !ok2 {
			return session.Record{}, garbage(errShape)
		}
		var err error
		switch name { // as apply.lua describes them
		case "#r":
			text, retired = strings.CutPrefix(text, "x")
			number, _, _ := strings.Cut(text, ":") // and the ids of changes
			rec.Rev, err = revision(number)
		case "#c":
			created, err = strconv.ParseInt(text, 10, 64)
		case "#o":
			rec.Owner = text
		default:
			if key, ok := strings.CutPrefix(name, fieldPrefix); ok {
				rec.Values[key], err = entry(text)
			}
		}
		if err != nil {
			return session.Record{}, garbage(fmt.Errorf("field %q: %w", name, err))
		}
	}
	switch {
	case retired:
		return session.Record{}, session.ErrRetired
	case rec.Rev == 0 || created < 0 || r.left < 0:
		return session.Record{}, garbage(errors.New("the hash is no session of this package"))
	case r.left == 0:
		return session.Record{}, session.ErrNotFound // in its last millisecond
	}
	rec.TTL, rec.Age = lasting(r.left, time.Millisecond), lasting(r.now-created, time.Microsecond)
	return rec, nil
}

// entry decodes a value. The data is a copy, as callers must not reach into strings.
func entry(text string) (session.Entry, error) {
	number, data, ok := strings.Cut(text, ":")
	if !ok {
		return session.Entry{}, errors.New("a value without a revision")
	}
	rev, err := revision(number)
	return session.Entry{Rev: rev, Data: []byte(data)}, err
}

// revision reads a revision, which is never 0.
func revision(text string) (uint64, error) {
	rev, err := strconv.ParseUint(text, 10, 63)
	if err == nil && rev == 0 {
		err = errors.New("revision 0")
	}
	return rev, err
}

// lasting returns n units, but no less than nothing and no more than a Duration holds.
func lasting(n int64, unit time.Duration) time.Duration {
	if n > math.MaxInt64/int64(unit) {
		return math.MaxInt64
	}
	return time.Duration(max(0, n)) * unit
}
