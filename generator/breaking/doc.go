// Package breaking compares the services of two states of a program: what has changed on
// the wire and in the Go API, and whether programs of the old state can live with it.
//
// The question is that of a rollout: the server is new, its clients are still old, and their
// source is to compile with the new interfaces.
package breaking

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A Class says whom a change breaks. A greater one is worse.
type Class int

// The classes.
const (
	Safe   Class = iota // nobody
	Source              // source that uses the Go API, when it is compiled anew
	Wire                // programs that are running
)

// String returns the class as it is printed.
func (c Class) String() string {
	switch c {
	case Source:
		return "source-breaking"
	case Wire:
		return "wire-breaking"
	default:
		return "safe"
	}
}

// A Change is one difference between the two states.
type Change struct {
	Rule    Rule
	Class   Class
	Pos     token.Position // in the new source, in the old one if Old
	Old     bool           // what has changed is there in the old source alone
	Message string         // what has changed and, after a semicolon, what it means
}

// Options set up a comparison.
type Options struct {
	// Binary counts what the binary readers of TSRPC cannot do (tsrpc-wire 6). They read
	// by the serviceProto that they were built with.
	Binary bool
}

// Compare returns the changes from old to new, sorted by position. Methods are the same if
// they have the same name on the wire and come from the same package, or if the package of the
// old one has it no more and one other has it now.
func Compare(old, new []*model.API, opts Options) []Change {
	c := &comparer{opts: opts, seen: map[pair]bool{}, said: map[said]bool{}}
	c.services(old, new)
	slices.SortStableFunc(c.list, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(b.Class, a.Class), cmp.Compare(a.Message, b.Message),
		)
	})
	return c.list
}

// A comparer collects the changes.
type comparer struct {
	opts Options
	list []Change
	seen map[pair]bool // types that have been compared
	said map[said]bool
}

// A pair is two types that are compared in one direction.
type pair struct {
	old, new *model.Type
	dir      direction
}

type said struct {
	rule    string
	pos     token.Position
	message string
}

// A direction is which way a message goes.
type direction int

const (
	request  direction = iota // old clients write, the new server reads
	response                  // the new server writes, old clients read
	inSource                  // neither: as Go source sees it
)

// add notes a change, once.
func (c *comparer) add(r Rule, pos token.Position, old bool, message string) {
	key := said{r.Name, pos, message}
	if c.said[key] {
		return
	}
	c.said[key] = true
	c.list = append(c.list, Change{Rule: r, Class: r.Class, Pos: pos, Old: old, Message: message + "; " + r.Reason})
}
