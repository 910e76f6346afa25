package redisstore

import (
	"strconv"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// fieldPrefix is what the fields of keys begin with; see apply.lua.
const fieldPrefix = ":"

// flags of apply.lua.
const (
	flagCreate = "c"
	flagClear  = "d"
	flagOwner  = "o"
	flagFresh  = "f"
	flagMove   = "m"
	flagTake   = "t"
	flagTaken  = "u"
	flagKnown  = "k"
	flagEnd    = "e"
)

// A plan is how a change is going to be carried out.
type plan struct {
	change *session.Change
	sent   *sending
	take   bool   // a move to a place that the server of the session does not have
	taken  bool   // with take: somebody is there
	owner  string // with a move that sets no owner: the owner that the session has now
}

// args returns the arguments of apply.lua.
func (p *plan) args() []any {
	c := p.change
	args := make([]any, 0, 7+4*len(c.Writes))
	owner := ""
	if c.Owner != nil {
		owner = *c.Owner
	}
	args = append(args, p.sent, p.flags(), strconv.FormatUint(c.If, 10),
		milliseconds(c.TTL), milliseconds(c.Retire), owner, p.owner)
	for _, w := range c.Writes {
		op := "="
		if w.Data == nil {
			op = "-"
		}
		args = append(args, fieldPrefix+w.Key, strconv.FormatInt(w.If, 10), op, w.Data)
	}
	return args
}

func (p *plan) flags() string {
	c := p.change
	flags := ""
	for _, f := range []struct {
		set  bool
		flag string
	}{
		{c.Create, flagCreate},
		{c.Clear, flagClear},
		{c.Owner != nil, flagOwner},
		{c.Fresh && c.Move != nil, flagFresh},
		{c.Move != nil && !p.take, flagMove},
		{c.Move != nil && p.take, flagTake},
		{p.taken, flagTaken},
		{c.Move != nil && c.Owner == nil, flagKnown},
		{c.Move == nil && c.Retire > 0, flagEnd},
	} {
		if f.set {
			flags += f.flag
		}
	}
	return flags
}

// milliseconds rounds up, so that what is positive stays so.
func milliseconds(d time.Duration) string {
	if d <= 0 {
		return "0"
	}
	ms := d / time.Millisecond
	if d%time.Millisecond > 0 {
		ms++
	}
	return strconv.FormatInt(int64(ms), 10)
}
