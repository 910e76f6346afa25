package sqlstore

import (
	"fmt"
	"regexp"
	"time"
)

// DefaultTablePrefix is what the names of the tables begin with.
const DefaultTablePrefix = "rpc_"

// An Option sets up a [Store].
type Option func(*config)

type config struct {
	prefix    string
	noSweeper bool
	fullSync  bool
	report    func(error)
	clock     func() time.Time
}

// WithTablePrefix sets what the names of the tables begin with, in place of
// [DefaultTablePrefix]: the tables are PREFIXsession, PREFIXsession_value and
// PREFIXsession_schema. It has up to 32 lower-case letters, digits and underscores,
// and does not begin with a digit. Stores with different prefixes share nothing.
func WithTablePrefix(prefix string) Option { return func(c *config) { c.prefix = prefix } }

// WithoutSweeper leaves out the goroutine that frees expired sessions. Somebody
// has to call [Store.Sweep] then, or the tables grow: one process for all, say.
func WithoutSweeper() Option { return func(c *config) { c.noSweeper = true } }

// WithSweepErrors sets what is told the errors of the goroutine that frees
// expired sessions. Without it nobody is: the next round tries again.
func WithSweepErrors(report func(error)) Option { return func(c *config) { c.report = report } }

// WithFullSync makes SQLite wait at every commit until the disk has it, which
// costs a good part of its speed. Without it, what was acknowledged survives the
// end of the process, however sudden, but a power cut may undo the last moments;
// it never damages the file. Other databases have settings of their own for this
// and ignore the option.
func WithFullSync() Option { return func(c *config) { c.fullSync = true } }

// WithClock sets the clock by which sessions in SQLite expire, for tests. Without
// it, it is time.Now. The other databases go by their own clocks and ignore it.
func WithClock(now func() time.Time) Option { return func(c *config) { c.clock = now } }

var prefixes = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,31}$`)

func configure(opts []Option) (config, error) {
	c := config{prefix: DefaultTablePrefix, clock: time.Now}
	for _, opt := range opts {
		opt(&c)
	}
	if !prefixes.MatchString(c.prefix) {
		return config{}, fmt.Errorf("sqlstore: %q cannot begin the names of tables: use up to 32 of a-z, 0-9 and _, no digit first", c.prefix)
	}
	return c, nil
}
