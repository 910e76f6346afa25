package emit

import "strings"

// JavaScriptPattern returns a pattern that has been found to be portable as it is between the
// slashes of JavaScript: there, . is less than all but the end of a line, \s is more than
// in Go, and a slash ends it.
func JavaScriptPattern(pattern string) string {
	const space = `\t\n\f\r `
	var b strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\':
			i++
			switch c = pattern[i]; {
			case c == 's' && class:
				b.WriteString(space)
			case c == 's':
				b.WriteString("[" + space + "]")
			case c == 'S':
				b.WriteString("[^" + space + "]")
			default:
				b.WriteString(`\` + string(rune(c)))
			}
		case c == '[' && !class:
			class = true
			b.WriteByte(c)
		case c == ']':
			class = false
			b.WriteByte(c)
		case c == '.' && !class:
			b.WriteString(`[^\n]`)
		case c == '/':
			b.WriteString(`\/`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		default:
			b.WriteByte(c)
		}
	}
	return strings.NewReplacer("\u2028", `\u2028`, "\u2029", `\u2029`).Replace(b.String())
}
