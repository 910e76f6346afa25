package session

import (
	"fmt"
	"log/slog"
	"time"
)

// An Option sets up a [Manager].
type Option func(*config)

type config struct {
	idle, absolute                 time.Duration
	rememberIdle, rememberAbsolute time.Duration
	adoption                       time.Duration
	timeout                        time.Duration
	rotation, overlap              time.Duration
	maxValue, maxKeys, maxTotal    int
	tries                          int
	namespace                      string
	eager                          bool
	perOwner                       int
	newRate                        float64
	newBurst                       int
	binder                         bool
	logger                         *slog.Logger
}

func defaults() config {
	return config{
		idle: DefaultIdle, absolute: DefaultAbsolute,
		rememberIdle: DefaultRememberIdle, rememberAbsolute: DefaultRememberAbsolute,
		adoption: DefaultAdoption,
		timeout:  DefaultStoreTimeout,
		rotation: DefaultKeyRotation, overlap: DefaultKeyOverlap,
		maxValue: DefaultMaxValue, maxKeys: DefaultMaxKeys, maxTotal: DefaultMaxTotal,
		tries: DefaultTries,
	}
}

// WithLifetime sets how long a session lives after it was last used, and how
// long in any case. A session is used when a handler reads or writes it, not when
// a call just carries its id. Neither may be shorter than the adoption window.
func WithLifetime(idle, absolute time.Duration) Option {
	return func(c *config) { c.idle, c.absolute = idle, absolute }
}

// WithRemember sets the two times for sessions that [Session.Remember] is called
// for. The second is also the limit of [Session.SetLifetime]. Signing keys
// are accepted for as long.
func WithRemember(idle, absolute time.Duration) Option {
	return func(c *config) { c.rememberIdle, c.rememberAbsolute = idle, absolute }
}

// WithAdoption sets how old an id that was never stored may be at its first
// write. It may not be longer than any lifetime: else an id whose session has
// expired could be used again.
func WithAdoption(window time.Duration) Option {
	return func(c *config) { c.adoption = window }
}

// WithStoreTimeout sets how long one operation of the store may take.
func WithStoreTimeout(d time.Duration) Option {
	return func(c *config) { c.timeout = d }
}

// WithKeyRotation sets how long a signing key signs and how long it is accepted
// afterwards.
func WithKeyRotation(every, overlap time.Duration) Option {
	return func(c *config) { c.rotation, c.overlap = every, overlap }
}

// WithLimits sets how large one value may be, how many keys a session may have,
// and how large all names and values together may be. Calls that write at the same
// moment are each measured against what they have read, so that together they may
// exceed a limit by what each of them adds.
func WithLimits(value, keys, total int) Option {
	return func(c *config) { c.maxValue, c.maxKeys, c.maxTotal = value, keys, total }
}

// WithTries sets how often Update and the like try before they give up with
// [ErrConflict].
func WithTries(n int) Option { return func(c *config) { c.tries = n } }

// WithNamespace separates managers that share a store: each sees only sessions
// of its own. Managers that serve the same clients need the same namespace, which
// is "" without this option.
func WithNamespace(name string) Option { return func(c *config) { c.namespace = name } }

// WithEager stores an empty session for five minutes as soon as an id is minted,
// as TSRPC's example does; when it has gone unused, the id is not used again.
// Anybody can then fill the store by calling without a cookie: leave this off
// unless something needs to find the sessions there.
func WithEager() Option { return func(c *config) { c.eager = true } }

// WithSessionsPerOwner sets how many sessions an owner may have, any number
// without this option. A login beyond that ends the oldest ones. Where several
// logins of one owner happen at once there may be fewer or more for a moment; the
// next login puts it right. It needs a store that is an [Index].
func WithSessionsPerOwner(n int) Option { return func(c *config) { c.perOwner = n } }

// WithNewSessions limits how many sessions one client address may have stored: so
// many per second, and burst at once before that counts. More are refused with
// [ErrTooMany]. It is a defence against clients that fill the store, and off without
// this option, because behind a proxy or a NAT many clients share an address: name
// your proxies to the transport first, see httprpc.TrustProxies. An IPv6 network of
// 64 bits counts as one address. Calls without an address, such as those in
// process, are not limited. Each process counts on its own. [DefaultNewRate] and
// [DefaultNewBurst] are a start.
func WithNewSessions(perSecond float64, burst int) Option {
	return func(c *config) { c.newRate, c.newBurst = perSecond, burst }
}

// WithLogger sets where the manager reports what it cannot return to anybody.
// Without it that is slog.Default().
func WithLogger(l *slog.Logger) Option { return func(c *config) { c.logger = l } }

// validate panics at settings under which a promise of this package would not hold.
func (c *config) validate() {
	must := func(ok bool, format string, args ...any) {
		if !ok {
			panic("session: " + fmt.Sprintf(format, args...))
		}
	}
	must(c.adoption > 0, "the adoption window must be positive, not %v", c.adoption)
	for _, d := range []time.Duration{c.idle, c.absolute, c.rememberIdle, c.rememberAbsolute} {
		must(c.adoption <= d, "the adoption window (%v) is longer than a lifetime (%v): expired ids could be used again", c.adoption, d)
	}
	must(c.timeout > 0, "the store's timeout must be positive, not %v", c.timeout)
	must(c.rotation > keyLead, "keys must rotate less often than every %v, not every %v", keyLead, c.rotation)
	must(c.overlap >= 0, "the overlap of keys must not be negative")
	must(c.maxValue > 0 && c.maxKeys > 0 && c.maxTotal > 0, "limits must be positive")
	must(c.tries > 0, "there must be at least one try")
	must(c.perOwner >= 0, "an owner cannot have %d sessions", c.perOwner)
	must(c.newRate >= 0 && c.newBurst >= 0 && (c.newRate > 0) == (c.newBurst > 0), "a rate of new sessions needs a positive rate and burst")
}

// longest is how long a session can live at most.
func (c *config) longest() time.Duration { return max(c.absolute, c.rememberAbsolute) }

// keyLife is how old a signing key may be and still be accepted.
func (c *config) keyLife() time.Duration {
	return c.rotation + keyLead + max(c.overlap, c.longest())
}
