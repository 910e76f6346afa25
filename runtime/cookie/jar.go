package cookie

import (
	"context"
	"log/slog"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// The limits of a jar (sessions 4.1).
const (
	// MaxOrigins is how many servers a jar keeps cookies of. One more, and the
	// one that has not sent a new cookie for the longest time goes.
	MaxOrigins = 100
	// MaxFile is how large the file of a [File] may be, in bytes.
	MaxFile = 1 << 20
	// LockWait is how long a [File] waits for other programs that use the file.
	LockWait = 5 * time.Second
	// GateWait is how long calls wait for the first one; see [WithJar].
	GateWait = 2 * time.Second
)

// A Jar keeps the cookies of servers, each under the server's origin; see
// [NormalOrigin]. A cookie of one origin never goes to another.
//
// A Jar may be used by several goroutines at once. What it returns and what it
// is given stay the caller's: it keeps copies. Its errors quote neither session
// ids nor values. It returns soon after ctx ends.
type Jar interface {
	// Load returns the cookie to send to origin, nil if there is none. An empty
	// one, which a server has cleared, is not nil.
	Load(ctx context.Context, origin string) (*runtime.Cookie, error)
	// Merge stores what has come back: the jar's cookie becomes [Merge] of sent,
	// which went out with that call, of got, which came back, and of the jar's
	// own. To read it, to merge and to write are one step: no other Merge comes
	// between. A nil got changes nothing. What [codec.CheckCookie] refuses is not
	// stored: no call could send it. When Merge has returned nil, the
	// cookie is stored as safely as this jar can.
	Merge(ctx context.Context, origin string, sent, got *runtime.Cookie) error
}

// An Option sets up a jar.
type Option func(*options)

type options struct {
	lifetime time.Duration
	keys     map[string]time.Duration
	logger   *slog.Logger
}

func newOptions(opts []Option) *options {
	o := &options{keys: map[string]time.Duration{}}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// Lifetime makes a jar forget a server's cookie d after the last answer of the
// server that carried one. Without it, or if d is not positive, cookies stay
// until the server clears them.
//
// A [File] writes the new time once a tenth of d has passed, not after every answer.
func Lifetime(d time.Duration) Option {
	return func(o *options) { o.lifetime = max(d, 0) }
}

// KeyLifetime makes a jar forget one key of every cookie d after it got the
// value it has; an answer that repeats the value does not count. The key
// "sessionId" is the session id. If d is not positive, the key stays.
func KeyLifetime(key string, d time.Duration) Option {
	return func(o *options) {
		delete(o.keys, key)
		if d > 0 {
			o.keys[key] = d
		}
	}
}

// Logger sets where a [File] reports that it has put a damaged file aside.
// Without it that is slog.Default().
func Logger(logger *slog.Logger) Option {
	return func(o *options) { o.logger = logger }
}

func (o *options) log() *slog.Logger {
	if o.logger == nil {
		return slog.Default()
	}
	return o.logger
}
