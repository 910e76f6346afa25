package session

import (
	"context"
	"encoding/hex"
	"errors"
	"time"
)

// An ID names a session in a store: the SHA-256 of the namespace, a zero byte
// and the token. A store never sees a token, so what leaks from it opens no session.
type ID [32]byte

// String returns the start of the id, to tell sessions apart in logs.
func (id ID) String() string { return hex.EncodeToString(id[:8]) }

// MarshalText writes the whole id as 64 hexadecimal digits, so that a page that
// lists sessions can send one back.
func (id ID) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, id[:]), nil }

// UnmarshalText reads what MarshalText has written.
func (id *ID) UnmarshalText(text []byte) error {
	var read ID
	if n, err := hex.Decode(read[:], text[:min(len(text), 2*len(id))]); err != nil || n != len(id) || len(text) != 2*len(id) {
		return errors.New("session: an id is 64 hexadecimal digits")
	}
	*id = read
	return nil
}

// An Entry is one value of a session.
type Entry struct {
	Rev  uint64 // Record.Rev as it was when this key was last written
	Data []byte // never nil
}

// A Record is a session as a store has it. Its map and the bytes in it must not
// be changed, by the store or by the caller.
type Record struct {
	Rev    uint64        // grows by one with every change of data; a new session has 1
	Age    time.Duration // since creation, by the store's own clock
	TTL    time.Duration // until expiry, by the store's own clock
	Owner  string        // "" is anonymous
	Values map[string]Entry
}

// Conditions of a [Write].
const (
	Any    int64 = -1 // none
	Absent int64 = 0  // the key must not be there
)

// A Write changes one key.
type Write struct {
	Key  string // 1 to 128 bytes of UTF-8 without NUL; compared byte by byte
	Data []byte // nil deletes; neither side changes the bytes afterwards
	If   int64  // Any, Absent, or the Entry.Rev that must still hold
}

// A Change is what [Store.Apply] does to one session, all of it or nothing.
//
// Conditions are checked against the session as it was before the change. A
// Write that deletes a key if it is Absent is a condition and nothing else. A key
// stands in at most one Write. A change of nothing but TTL, a touch, keeps Rev;
// every other one makes it grow by one, and the keys written have that Rev.
type Change struct {
	// Create makes the session if it is absent; it then needs a TTL. It never
	// brings back a retired one.
	Create bool
	// If is the Record.Rev that must still hold, 0 for any.
	If uint64
	// Clear drops all values before the Writes.
	Clear  bool
	Writes []Write
	// TTL, if positive, is the new remaining life. As a touch it only ever makes
	// it longer.
	TTL time.Duration
	// Owner, if not nil, is the new owner.
	Owner *string
	// Move renames the session: everything, age included, goes there, and this
	// id is retired. Somebody else's id there is a conflict. With Create, an absent
	// session is made there at once.
	Move *ID
	// Fresh, with Move, lets the age start at 0 again.
	Fresh bool
	// Retire is how long the id answers ErrRetired after a Move. Without a Move
	// it ends the session: data, owner and all. With Create it does so to
	// an absent session, too: just the tombstone is left.
	Retire time.Duration
}

// A Store keeps sessions. What it promises in detail is checked by
// package storetest, which every store should pass. It may be used by several
// goroutines at once.
//
// An id is absent, alive or retired. A session whose TTL has run out is absent
// from that moment, on reading and on writing; so is an id whose tombstone has run
// out. Expiry goes by the store's own clock, not by that of its callers.
//
// Errors are told apart with errors.Is: [ErrNotFound], [ErrRetired],
// [ErrConflict], [ErrTooLarge], [ErrUnavailable] and [ErrUnknown]. A store wraps
// them and says more behind them: that text stays on the server. Every method
// returns soon after ctx ends.
type Store interface {
	// Load returns a session as of now. An absent one is [ErrNotFound], a retired
	// one [ErrRetired].
	Load(ctx context.Context, id ID) (Record, error)
	// Apply carries out a change and returns the session's Rev after it. A session
	// that is absent without Create is [ErrNotFound], a retired one [ErrRetired], a
	// condition that does not hold [ErrConflict]. If it cannot tell whether the
	// change was done, that is [ErrUnknown]; after every other error it was not.
	Apply(ctx context.Context, id ID, c Change) (rev uint64, err error)
	// Sweep frees what has expired, at most limit sessions and tombstones, and
	// returns how many it was. Nobody needs it to see the right thing.
	Sweep(ctx context.Context, limit int) (removed int, err error)
	// Close ends the store's goroutines. Afterwards, Load, Apply and Sweep return
	// errors. It may be called again.
	Close() error
}

// A Summary describes a session in a list.
type Summary struct {
	ID  ID
	Age time.Duration
	TTL time.Duration
}

// An Index is a [Store] that can list the sessions of an owner. It makes
// [Manager.LogoutAll] work.
type Index interface {
	// ByOwner returns some sessions of owner, at most limit, and where the next
	// page starts: "" after the last. The first page starts after "". A session
	// that is there all the time appears exactly once; one that comes or goes
	// meanwhile may be missed.
	ByOwner(ctx context.Context, owner, after string, limit int) (page []Summary, next string, err error)
}
