package model

// A RuleKind says what a rule asks of a value. The list is closed: a switch over it
// is exhaustive.
type RuleKind int

// The kinds of rules, in the order in which they are checked.
const (
	RuleMin     RuleKind = iota // a number is at least that, or a text, a list, a map or bytes that long
	RuleMax                     // at most
	RuleOneOf                   // a string or an integer is one of several
	RulePattern                 // a string matches a regular expression
)

// A Rule is what the author asks of the values of a field: rpc:"min=1". On a pointer it
// applies to what is behind it, if there is anything; with omitempty or omitzero to what
// is not left out.
type Rule struct {
	Kind RuleKind
	// Value is the bound of a RuleMin or RuleMax, in the notation that Go shares with
	// JavaScript, and the regular expression of a RulePattern, which means the same in
	// both.
	Value string
	// Values are those of a RuleOneOf: strings as they are, or integers.
	Values []string
}
