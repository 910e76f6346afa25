package load

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"time"
	"unicode"
)

const directivePrefix = "//rpcgen:"

// verbs are the names of the directives.
var verbs = []string{"service", "name", "skip", "idempotent", "cache"}

// Directives returns the names of the directives that there are.
func Directives() []string { return slices.Clone(verbs) }

// knownVerbs lists them as a text does.
func knownVerbs() string {
	last := len(verbs) - 1
	return strings.Join(verbs[:last], ", ") + " or " + verbs[last]
}

// A directive is a comment that speaks to us.
type directive struct {
	verb string        // one of verbs
	path string        // with hasPath the value of service's path=
	name string        // the value of name
	life time.Duration // the value of cache

	hasPath bool
	pos     token.Pos
}

// parseDirective reads a comment. It reports false if the comment is none of
// ours, and an error, which says what to do, if it is but cannot be understood.
func parseDirective(text string) (directive, bool, error) {
	rest, ok := strings.CutPrefix(text, directivePrefix)
	if !ok {
		return directive{}, false, nil
	}
	args := strings.Fields(rest)
	if len(args) == 0 || !strings.HasPrefix(rest, args[0]) {
		return directive{}, true, fmt.Errorf("//rpcgen: is followed by no directive; write %s right after the colon", knownVerbs())
	}
	d := directive{verb: args[0]}
	args = args[1:]
	switch d.verb {
	case "service":
		for _, arg := range args {
			value, ok := strings.CutPrefix(arg, "path=")
			if !ok {
				return d, true, fmt.Errorf("//rpcgen:service does not know %q; write path=NAME or nothing", arg)
			}
			if d.hasPath {
				return d, true, errors.New("//rpcgen:service has two paths; remove one")
			}
			d.hasPath, d.path = true, value
			if value != "" && !validWireName(value) {
				return d, true, badName(value)
			}
		}
	case "name":
		if len(args) != 1 {
			return d, true, errors.New("//rpcgen:name takes one name; write //rpcgen:name NAME")
		}
		d.name = args[0]
		if !validWireName(d.name) {
			return d, true, badName(d.name)
		}
	case "skip", "idempotent":
		if len(args) > 0 {
			return d, true, fmt.Errorf("//rpcgen:%s takes nothing after it; remove the rest", d.verb)
		}
	case "cache":
		if len(args) != 1 {
			return d, true, errors.New("//rpcgen:cache takes one lifetime; write //rpcgen:cache 30s")
		}
		life, err := time.ParseDuration(args[0])
		if err != nil || life <= 0 {
			return d, true, fmt.Errorf("//rpcgen:cache: %q is no lifetime; write one above zero, such as 30s, 5m or 1h30m", args[0])
		}
		d.life = life
	default:
		return d, true, fmt.Errorf("there is no directive //rpcgen:%s; write %s", d.verb, knownVerbs())
	}
	return d, true, nil
}

// ofMethod says that the directive's place is above a method.
func (d *directive) ofMethod() bool {
	return d.verb == "name" || d.verb == "idempotent" || d.verb == "cache"
}

func badName(name string) error {
	return fmt.Errorf("%q cannot be a name on the wire; use letters, digits, and any of - _ . ~ with slashes between", name)
}

// validWireName says whether a name can be part of a URL's path as it stands.
func validWireName(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
		for _, r := range part {
			if r == unicode.ReplacementChar || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.~", r) {
				return false
			}
		}
	}
	return true
}

// directives returns those of a comment, with what is wrong in it.
func directives(doc *ast.CommentGroup, report func(token.Pos, string)) []directive {
	if doc == nil {
		return nil
	}
	var list []directive
	for _, c := range doc.List {
		d, ours, err := parseDirective(c.Text)
		switch {
		case err != nil:
			report(c.Pos(), err.Error())
		case ours:
			d.pos = c.Pos()
			list = append(list, d)
		}
	}
	return list
}
