package load

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A sourcePackage is a package that we type-check from source.
type sourcePackage struct {
	path, name, dir string

	target    bool              // stubs are to be written for it
	allFiles  []*sourceFile     // of a target: all there are, sorted by name
	files     []*sourceFile     // those that take part, our own output last
	importMap map[string]string // what an import path really means, where it differs
	needs     map[string]bool   // the imports that are loaded; nil for all

	// What the type checker found.
	types  *types.Package
	errs   []types.Error
	failed map[string]string // what is wrong with an import, by path
	state  checkState
	index  *declIndex
	taken  map[string]token.Position // the names that a target declares outside of our own output
}

// A sourceFile is one file of a package.
type sourceFile struct {
	name   string // base name
	path   string
	src    []byte
	header header
	ours   bool // our own output
	test   bool
	syntax *ast.File
	uses   map[string]bool // the imports that its declarations of types and constants need
}

// isOurs says whether a file is our own output: by its header or, if it has lost that,
// by its name.
func isOurs(name string, h header, src []byte) bool {
	return h.ours || isOutputName(name) && (!sharesName(name) || len(bytes.TrimSpace(src)) == 0)
}

// sharesName says that output of other tools may be called the same.
func sharesName(name string) bool {
	return slices.ContainsFunc([]string{"_fake.gen.go", "_fake_gen_test.go", "_wrap.gen.go", "_wrap_gen_test.go"},
		func(ending string) bool { return strings.HasSuffix(name, ending) })
}

func readFile(dir, name string) (*sourceFile, error) {
	f := &sourceFile{name: name, path: filepath.Join(dir, name), test: strings.HasSuffix(name, "_test.go")}
	src, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	f.src = src
	f.header = readHeader(src)
	f.ours = isOurs(name, f.header, src)
	return f, nil
}

// matches says whether the file belongs to the build, by its name and constraint.
func (l *loader) matches(f *sourceFile) bool {
	if f.header.constraint == nil && nameConstraint(f.name) == nil {
		return true
	}
	c := *l.build
	c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.src)), nil }
	ok, err := c.MatchFile(filepath.Dir(f.path), f.name)
	return ok || err != nil // what is wrong with it the parser will say
}

// parse parses the files at once. It keeps what the parser makes of broken
// files; with report what is wrong with them goes to l.diags.
func (l *loader) parse(files []*sourceFile, report bool) {
	problems := make([]scanner.ErrorList, len(files))
	forEach(len(files), func(i int) {
		f := files[i]
		if f.syntax != nil {
			return
		}
		syntax, err := parser.ParseFile(l.fset, l.label(f.path), f.src, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		errors.As(err, &problems[i])
		f.syntax = syntax
		f.uses = usedImports(syntax)
		for _, d := range syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				fn.Body = nil // nobody looks at bodies
			}
		}
	})
	if !report {
		return
	}
	for _, list := range problems {
		list.RemoveMultiples()
		for _, e := range list {
			l.diags.Add(diag.SyntaxError, e.Pos, "syntax error: "+firstLine(e.Msg)+"; correct it and run again")
		}
	}
}

// firstLine keeps a literal that the parser found, and that may be long, from
// filling the screen.
func firstLine(msg string) string {
	const enough = 200
	line, _, more := strings.Cut(msg, "\n")
	if len(line) > enough {
		line, more = line[:enough], true
	}
	line = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, ""))
	if more {
		line += "…"
	}
	return line
}

// forEach calls f for 0 to n-1, on all processors.
func forEach(n int, f func(int)) {
	if n == 1 {
		f(0)
		return
	}
	work := make(chan int, n)
	for i := range n {
		work <- i
	}
	close(work)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range work {
				f(i)
			}
		})
	}
	wg.Wait()
}

// reportFileError says in one line what keeps us from a file or a directory.
func (l *loader) reportFileError(path string, err error) {
	pos := token.Position{Filename: l.label(path)}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.diags.Add(diag.NoSuchFile, pos, "there is no such file or directory; correct the name")
	case errors.Is(err, fs.ErrPermission):
		l.diags.Add(diag.UnreadableFile, pos, "it cannot be read: permission denied; change its permissions")
	default:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		l.diags.Addf(diag.UnreadableFile, pos, "it cannot be read: %v; make it a readable file", err)
	}
}

// importsC says whether the file uses cgo.
func (f *sourceFile) importsC() bool {
	for _, im := range f.syntax.Imports {
		if importPath(im) == "C" {
			return true
		}
	}
	return false
}
