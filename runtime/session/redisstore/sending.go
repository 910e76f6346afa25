package redisstore

import (
	"crypto/rand"
	"errors"
	"sync/atomic"
)

// A sending is the id of a change, as an argument of the command that carries it out,
// and counts how often it is sent. Clients encode it at the moment they write it to
// a connection, and again when they send the command a second time, as they do by
// default after a connection has broken. So it tells two things that no error does:
// whether anything was sent, and whether the answer at hand may be that to a repetition.
type sending struct {
	id       [8]byte
	count    atomic.Int32 // stopped: it must not be sent any more
	repeated bool         // an earlier command with it was sent more than once
}

const stopped = -1

var errStopped = errors.New("redisstore: the call has ended")

func newSending() *sending {
	s := &sending{}
	rand.Read(s.id[:]) // never fails: see crypto/rand
	return s
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (s *sending) MarshalBinary() ([]byte, error) {
	for {
		n := s.count.Load()
		if n == stopped {
			return nil, errStopped
		}
		if s.count.CompareAndSwap(n, n+1) {
			return s.id[:], nil
		}
	}
}

// String is for clients that know no BinaryMarshaler, and for what prints arguments.
func (s *sending) String() string { return string(s.id[:]) }

// times returns how often it was sent.
func (s *sending) times() int { return int(max(0, s.count.Load())) }

// stop forbids sending it, if that has not happened.
func (s *sending) stop() { s.count.CompareAndSwap(0, stopped) }

// refused starts counting anew, as a server has refused what was sent last.
func (s *sending) refused() {
	s.repeated = s.repeated || s.times() > 1
	s.count.Store(0)
}

// twice reports whether an answer may be that to a repetition.
func (s *sending) twice() bool { return s.repeated || s.times() > 1 }

// never reports whether it was certainly not sent.
func (s *sending) never() bool { return !s.repeated && s.times() == 0 }
