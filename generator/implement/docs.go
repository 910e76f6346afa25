package implement

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"strings"
)

// docs are the files that were read for the comments in them, by name.
type docs map[string]map[place]string

// A place is where a method of an interface is named.
type place struct {
	line int
	name string
}

// of returns the doc comment of a method, without directives, "" if there is none or
// its source is not there.
func (d docs) of(pos token.Position, name string) string {
	if rest, ok := strings.CutPrefix(pos.Filename, "$GOROOT"); ok {
		pos.Filename = build.Default.GOROOT + rest
	}
	if d[pos.Filename] == nil {
		d[pos.Filename] = readDocs(pos.Filename)
	}
	return d[pos.Filename][place{pos.Line, name}]
}

func readDocs(name string) map[place]string {
	found := map[place]string{}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return found
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if it, ok := n.(*ast.InterfaceType); ok {
			for _, field := range it.Methods.List {
				for _, id := range field.Names {
					found[place{fset.PositionFor(id.Pos(), false).Line, id.Name}] = field.Doc.Text()
				}
			}
		}
		return true
	})
	return found
}

// comment makes a comment of text.
func comment(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch line = strings.TrimRight(line, "\r\n"); {
		case line == "":
			b.WriteString("//\n")
		case line[0] == '\t':
			b.WriteString("//" + line + "\n")
		default:
			b.WriteString("// " + line + "\n")
		}
	}
	return b.String()
}
