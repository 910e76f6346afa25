package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are the words that Go writes in capitals, "ID" and not "Id".
var initialisms = words(`ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP ISBN JSON LHS QPS
	RAM RHS RPC SLA SMTP SQL SSH TCP TLS TTL UDP UI UID UUID URI URL UTF8 VM XML XMPP XSRF XSS`)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// GoName returns the name of the field that stands for a parameter in a generated
// envelope, the parameter's own as an exported identifier: isbn is ISBN, userId and
// user_id are UserID, x is X. A name whose first letter has no upper case gets an X
// in front.
func GoName(name string) string {
	var b strings.Builder
	for _, w := range split(name) {
		b.WriteString(capital(w))
	}
	s := b.String()
	if r, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(r) {
		s = "X" + s
	}
	return s
}

// JSONName returns the name of a generated envelope's field on the wire, given its
// name in Go: the same with the first word in lower case. ISBN is isbn, UserID is
// userID, HTTPServer is httpServer, Loan is loan.
func JSONName(name string) string {
	runes := []rune(name)
	n := 0
	for n < len(runes) && unicode.IsUpper(runes[n]) {
		n++
	}
	switch {
	case n == len(runes) || n <= 1:
	case n == len(runes)-1 && runes[n] == 's' && initialisms[string(runes[:n])]:
		// IDs is ids: an s makes a plural, not a word.
	case unicode.IsLower(runes[n]):
		n-- // the last capital starts the next word
	}
	for i := range n {
		runes[i] = unicode.ToLower(runes[i])
	}
	return string(runes)
}

// split cuts a name into words: at underscores, and where a lower-case letter or
// a digit is followed by a capital.
func split(name string) []string {
	var list []string
	start := 0
	var last rune
	cut := func(end int) {
		if end > start {
			list = append(list, name[start:end])
		}
		start = end
	}
	for i, r := range name {
		switch {
		case r == '_':
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			cut(i)
		}
		last = r
	}
	cut(len(name))
	return list
}

// capital returns a word as it stands inside of an exported name.
func capital(word string) string {
	upper := strings.ToUpper(word)
	if initialisms[upper] {
		return upper
	}
	if one, ok := strings.CutSuffix(word, "s"); ok && initialisms[strings.ToUpper(one)] {
		return strings.ToUpper(one) + "s"
	}
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}
