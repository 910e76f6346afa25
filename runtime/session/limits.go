package session

import "time"

// The defaults of a [Manager]. [Option] functions change them.
const (
	// DefaultIdle is how long a session lives after it was last used, and
	// DefaultAbsolute how long after its login, or its first write, in any case.
	DefaultIdle     = 30 * time.Minute
	DefaultAbsolute = 12 * time.Hour
	// DefaultRememberIdle and DefaultRememberAbsolute are the same for a session
	// that [Session.Remember] was called for.
	DefaultRememberIdle     = 7 * 24 * time.Hour
	DefaultRememberAbsolute = 30 * 24 * time.Hour
	// DefaultAdoption is how old an id that was never stored may be at its first
	// write. With an older one, the write mints a new id.
	DefaultAdoption = 30 * time.Minute
	// DefaultStoreTimeout is how long one operation of the store may take.
	DefaultStoreTimeout = 2 * time.Second
	// DefaultKeyRotation is how long a signing key signs, DefaultKeyOverlap how
	// long it is accepted afterwards. Keys are accepted longer than that where
	// sessions may live longer, see [WithRemember].
	DefaultKeyRotation = 30 * 24 * time.Hour
	DefaultKeyOverlap  = 24 * time.Hour
	// Sizes, in bytes where they are not numbers: of a value as JSON, of a name,
	// of all names and values together.
	DefaultMaxValue = 32 << 10
	DefaultMaxKeys  = 256
	DefaultMaxKey   = 128
	DefaultMaxTotal = 64 << 10
	// DefaultTries is how often an Update tries before it gives up with [ErrConflict].
	DefaultTries = 100
)

// Figures for [WithNewSessions], which limits nothing unless it is used.
const (
	DefaultNewRate  = 10.0 // sessions a second from one address
	DefaultNewBurst = 50
)

// Figures that are the same for everybody.
const (
	// MinTombstone is how long an ended id is remembered at least. It is
	// remembered for as long as it could be adopted otherwise.
	MinTombstone = time.Minute
	// MaxSkew is how far the clocks of machines may be apart: an id that was
	// issued further ahead is refused. A store keeps a session whose id a client had
	// before it was stored for so much longer than it lives, so that no machine
	// takes the id for a new one.
	MaxSkew = 5 * time.Minute
	// TouchFraction is the part of the idle time that must have passed before
	// another use of the session is written down.
	TouchFraction = 10
	// SweepInterval is how often a store frees what has expired, give or take a
	// fifth, and SweepBatch how many sessions it frees in one step.
	SweepInterval = time.Minute
	SweepBatch    = 1000

	// RefusedAlert is how many ids that were not issued here one address may send
	// in a minute before the log warns of it, once a minute.
	RefusedAlert = 100

	maxAddresses = 1 << 14 // how many addresses are told apart at once
	stripeCount  = 256
	eagerTTL     = 5 * time.Minute
	keyLead      = time.Hour        // a key is known for so long before it signs
	keyRefresh   = 15 * time.Minute // how often a process looks for new keys
	keyRetry     = 5 * time.Second  // how long it leaves a store alone that has failed
	keyRecordTTL = 10 * 365 * 24 * time.Hour
	maxRevoked   = 1 << 16
	maxOwner     = 256
)
