package implement

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A text is a file to which something is added.
type text struct {
	w       *work
	old     []byte
	fset    *token.FileSet
	file    *ast.File // nil if it is new
	imports *imports
	body    bytes.Buffer // the declarations to add
}

func newText(w *work, old []byte) (*text, error) {
	t := &text{w: w, old: old, fset: token.NewFileSet()}
	if w.docs == nil {
		w.docs = docs{}
	}
	if old != nil {
		f, err := parser.ParseFile(t.fset, w.file, old, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		t.file = f
	}
	t.imports = newImports(w.pkg, t.file, w.name)
	return t, nil
}

// An insertion is text that goes between the bytes of a file.
type insertion struct {
	at   int
	text string
}

// finish returns the file with what was added.
func (t *text) finish() ([]byte, error) {
	body, err := format.Source(t.body.Bytes())
	if err != nil {
		return nil, fmt.Errorf("the methods are no Go: %w\n%s", err, t.body.Bytes())
	}
	added := strings.Trim(string(body), "\n") + "\n"
	if t.file == nil {
		head := "package " + t.w.pkg.Name + "\n\n"
		if len(t.imports.added) > 0 {
			head += t.imports.declaration() + "\n"
		}
		return []byte(head + added), nil
	}
	list := append(t.importing(), t.behind(added))
	slices.SortStableFunc(list, func(a, b insertion) int { return cmp.Compare(a.at, b.at) })
	var b bytes.Buffer
	from := 0
	for _, in := range list {
		b.Write(t.old[from:in.at])
		b.WriteString(t.ending(in.text))
		from = in.at
	}
	b.Write(t.old[from:])
	if _, err := parser.ParseFile(token.NewFileSet(), t.w.file, b.Bytes(), parser.SkipObjectResolution); err != nil {
		return nil, fmt.Errorf("there is no place for the methods: %w; please report it", err)
	}
	return b.Bytes(), nil
}

// ending gives text the line endings of the file.
func (t *text) ending(text string) string {
	if bytes.Contains(t.old, []byte("\r\n")) {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// behind puts declarations behind the last method of the type in the file, behind the
// type if there is none, or else at the file's end.
func (t *text) behind(added string) insertion {
	end := token.NoPos
	for _, m := range methodsOf(t.file, t.w.name) {
		end = max(end, m.End())
	}
	if end == token.NoPos {
		for _, d := range t.file.Decls {
			if typeSpec(d, t.w.name) != nil {
				end = d.End()
			}
		}
	}
	at := len(t.old)
	if end.IsValid() {
		at = t.lineEnd(t.offset(end))
	}
	switch {
	case at == 0 || t.old[at-1] != '\n':
		return insertion{at, "\n\n" + added}
	case at == len(t.old) || t.old[at] == '\n' || t.old[at] == '\r':
		return insertion{at, "\n" + added}
	}
	return insertion{at, "\n" + added + "\n"}
}

func (t *text) offset(p token.Pos) int { return t.fset.PositionFor(p, false).Offset }

// lineEnd returns where the line of an offset is over, with its line break, and with all
// declarations and comments that begin on it.
func (t *text) lineEnd(at int) int {
	for {
		i := bytes.IndexByte(t.old[at:], '\n')
		if i < 0 {
			return len(t.old)
		}
		end := at + i + 1
		within := func(n ast.Node) bool { return t.offset(n.Pos()) < end && end < t.offset(n.End()) }
		next := end
		for _, d := range t.file.Decls {
			if within(d) {
				next = t.offset(d.End())
			}
		}
		for _, c := range t.file.Comments {
			for _, line := range c.List {
				if within(line) {
					next = t.offset(line.End())
				}
			}
		}
		if next == end {
			return end
		}
		at = next
	}
}

// importing puts the added imports into the file's first import declaration in
// parentheses, in the order that gofmt keeps, or into a new one behind what there is.
func (t *text) importing() []insertion {
	if len(t.imports.added) == 0 {
		return nil
	}
	var block *ast.GenDecl
	last := t.file.Name.End()
	for _, d := range t.file.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			if block == nil && t.inLines(gen) {
				block = gen
			}
			last = gen.End()
		}
	}
	if block == nil {
		at := t.lineEnd(t.offset(last))
		if at == 0 || t.old[at-1] != '\n' {
			return []insertion{{at, "\n\n" + t.imports.declaration()}}
		}
		return []insertion{{at, "\n" + t.imports.declaration()}}
	}
	slices.SortFunc(t.imports.added, func(a, b added) int { return strings.Compare(a.path, b.path) })
	var list []insertion
	for _, a := range t.imports.added {
		list = append(list, t.among(block, a, list))
	}
	return list
}

// among finds the place of an import in a declaration: among those of its kind, standard
// library or not, if there are any.
func (t *text) among(block *ast.GenDecl, a added, before []insertion) insertion {
	var kin *ast.ImportSpec
	for _, s := range block.Specs {
		spec := s.(*ast.ImportSpec)
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || standard(path) != standard(a.path) {
			continue
		}
		if path > a.path {
			if kin == nil {
				return insertion{t.lineStart(spec), "\t" + a.String() + "\n"}
			}
			break
		}
		kin = spec
	}
	if kin != nil {
		return insertion{t.specEnd(kin), "\t" + a.String() + "\n"}
	}
	if standard(a.path) {
		in := insertion{t.lineStart(block.Specs[0].(*ast.ImportSpec)), "\t" + a.String() + "\n"}
		// The blank line comes behind the last one that stands here.
		if rest := t.imports.added[len(before)+1:]; len(rest) == 0 || !slices.ContainsFunc(rest, func(a added) bool { return standard(a.path) }) {
			in.text += "\n"
		}
		return in
	}
	gap := "\n"
	if n := len(before); n > 0 && !standard(t.imports.added[n-1].path) {
		gap = ""
	}
	return insertion{t.specEnd(block.Specs[len(block.Specs)-1]), gap + "\t" + a.String() + "\n"}
}

// inLines says whether imports stand in parentheses and each on lines of its own.
func (t *text) inLines(gen *ast.GenDecl) bool {
	if !gen.Lparen.IsValid() || len(gen.Specs) == 0 {
		return false
	}
	line := t.line(gen.Lparen)
	for _, spec := range gen.Specs {
		if t.line(spec.Pos()) == line {
			return false
		}
		line = t.line(spec.End())
	}
	return line != t.line(gen.Rparen)
}

func (t *text) line(p token.Pos) int { return t.fset.PositionFor(p, false).Line }

// specEnd returns where the line of an import is over, with its line break.
func (t *text) specEnd(spec ast.Spec) int {
	at := t.offset(spec.End())
	if c := spec.(*ast.ImportSpec).Comment; c != nil {
		at = t.offset(c.End())
	}
	return at + bytes.IndexByte(t.old[at:], '\n') + 1 // a parenthesis follows
}

// lineStart returns where the line of an import begins, or of the comment above it.
func (t *text) lineStart(spec *ast.ImportSpec) int {
	at := t.offset(spec.Pos())
	if spec.Doc != nil {
		at = t.offset(spec.Doc.Pos())
	}
	return bytes.LastIndexByte(t.old[:at], '\n') + 1
}
