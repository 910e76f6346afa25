package load

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// portable returns an error unless a pattern is a regular expression in Go and in
// JavaScript (with the flag u), and matches the same texts in both. It is strict: what
// only one of them has, or what they understand in two ways, is refused.
func (r writtenRule) portable() error {
	p := patternScanner{rest: r.value}
	if why := p.scan(); why != "" {
		return r.bad("%s", why)
	}
	if _, err := regexp.Compile(r.value); err != nil {
		return r.bad("it is no regular expression (%s); see pkg.go.dev/regexp/syntax", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return nil
}

// A patternScanner goes through a pattern from left to right. What it lets pass may
// still be none, which the regexp package says better.
type patternScanner struct {
	rest string
	atom bool // whether a quantifier may follow
}

// syntaxCharacters are what may be escaped wherever it stands.
const syntaxCharacters = `^$\.*+?()[]{}|/`

// categories are the classes of Unicode that \p{…} may name. Those of what is no letter
// yet are not among them, as Go's and JavaScript's tables may be of different years.
var categories = strings.Fields("L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp")

func (p *patternScanner) scan() (why string) {
	for p.rest != "" && why == "" {
		r, size := utf8.DecodeRuneInString(p.rest)
		switch {
		case r == utf8.RuneError && size == 1:
			why = "it is not UTF-8; write it as UTF-8"
		case r == '\\':
			why = p.escape(false)
		case r == '[':
			why = p.class()
		case r == '(':
			why = p.group()
		case strings.ContainsRune("*+?{", r):
			why = p.quantifier()
		case r == '}' || r == ']':
			why = `a ` + string(r) + ` that closes nothing is an error in JavaScript; write \` + string(r)
		default:
			p.rest = p.rest[size:]
			p.atom = !strings.ContainsRune("^$|", r)
		}
	}
	return why
}

// group reads what opens a group.
func (p *patternScanner) group() string {
	p.atom = false
	rest, _ := strings.CutPrefix(p.rest[1:], "?:")
	if strings.HasPrefix(rest, "?") {
		return "groups with a name, with flags and with assertions are not the same in JavaScript; write (…) or (?:…), and both cases of a letter as [aA]"
	}
	p.rest = rest
	return ""
}

var repetition = regexp.MustCompile(`^\{\d+(,\d*)?\}`)

// quantifier reads what says how often the atom before it may stand.
func (p *patternScanner) quantifier() string {
	size := 1
	if p.rest[0] == '{' {
		if size = len(repetition.FindString(p.rest)); size == 0 {
			return `a { that is no repetition is an error in JavaScript; write \{, or {1,3}`
		}
	}
	if !p.atom {
		return "there is nothing before " + p.rest[:size] + " that could be repeated; remove it, or escape it with a backslash"
	}
	p.rest, p.atom = strings.TrimPrefix(p.rest[size:], "?"), false
	return ""
}

// escape reads what begins with a backslash, within a class or not.
func (p *patternScanner) escape(inClass bool) (why string) {
	rest := p.rest[1:]
	if rest == "" {
		return "it ends with a backslash; write two"
	}
	p.atom = true
	c := rest[0]
	switch {
	case strings.IndexByte(syntaxCharacters, c) >= 0, c == '-' && inClass, strings.IndexByte("dDwWtnrfv", c) >= 0, c == 's', c == 'S' && !inClass:
	case (c == 'b' || c == 'B') && !inClass:
		p.atom = false
	case (c == 'p' || c == 'P') && strings.HasPrefix(rest[1:], "{"):
		name, _, closed := strings.Cut(rest[2:], "}")
		if !closed || !slices.Contains(categories, name) {
			return `\` + string(c) + `{…} takes one of ` + strings.Join(categories, " ") + "; write one of these, or a class in brackets"
		}
		rest = rest[len(name)+2:]
	case c == 'x' && len(rest) > 2 && isHex(rest[1]) && isHex(rest[2]):
		rest = rest[2:]
	default:
		r, _ := utf8.DecodeRuneInString(rest)
		return `\` + string(r) + ` does not mean the same in JavaScript, or nothing; write the character itself or a class in brackets, ^ for the begin and $ for the end`
	}
	p.rest = rest[1:]
	return ""
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// class reads a class in brackets.
func (p *patternScanner) class() string {
	p.rest = strings.TrimPrefix(p.rest[1:], "^")
	if strings.HasPrefix(p.rest, "]") {
		return `a class that begins with ] is empty in JavaScript; write \]`
	}
	for first := true; ; first = false {
		if p.rest == "" {
			return "a class has no end; write ], or \\[ for the character"
		}
		if p.rest[0] == ']' {
			p.rest, p.atom = p.rest[1:], true
			return ""
		}
		if p.rest[0] == '-' && !first && !strings.HasPrefix(p.rest, "-]") {
			return `a - within a class that is no range means different things; write \-`
		}
		single, why := p.member()
		if why != "" {
			return why
		}
		if len(p.rest) < 2 || p.rest[0] != '-' || p.rest[1] == ']' {
			continue
		}
		p.rest = p.rest[1:]
		if to, why := p.member(); why != "" || !single || !to {
			if why == "" {
				why = `a range is from one character to another; write \- for the character`
			}
			return why
		}
	}
}

// member reads a member of a class, and says whether it is a single character.
func (p *patternScanner) member() (single bool, why string) {
	switch {
	case strings.HasPrefix(p.rest, "[:"):
		return false, `[: begins a class by name, which JavaScript does not have; write \[`
	case p.rest[0] == '\\':
		set := len(p.rest) > 1 && strings.IndexByte("dDwWspP", p.rest[1]) >= 0
		return !set, p.escape(true)
	}
	r, size := utf8.DecodeRuneInString(p.rest)
	if r == utf8.RuneError && size == 1 {
		return false, "it is not UTF-8; write it as UTF-8"
	}
	p.rest = p.rest[size:]
	return true, ""
}
