package generator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/load"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A plan is what the disk shall look like.
type plan struct {
	dir     string // the working directory, "" the process's own
	named   bool   // the services were named by type, so others may have been as well
	single  bool   // they come from one file, so other files may have some as well
	apis    []*model.API
	outputs []output
}

// An output is what one directory shall hold.
type output struct {
	dir     string
	unit    *load.Unit // the package whose stubs these are, nil for another target
	emitter emit.Emitter
	files   map[string][]byte // by name; nil if there shall be none
}

// A change is a Change and what is needed to make it.
type change struct {
	Change
	path string      // of the file itself, behind symbolic links
	mode fs.FileMode // of the old file
	temp string      // where the new file waits
	kept string      // where the old file waits
}

// changes compares the plan with the disk.
func (p *plan) changes() ([]*change, error) {
	var list []*change
	var problems diag.List
	taken := map[string]bool{}
	for _, out := range p.outputs {
		for _, name := range sortedNames(out.files) {
			name, data := filepath.Join(out.dir, filepath.FromSlash(name)), out.files[name]
			if data != nil && taken[name] {
				problems.Add(diag.OutputCollision, token.Position{Filename: p.rel(name)}, "is written twice in this run; give each output a directory of its own")
				continue
			}
			taken[name] = taken[name] || data != nil
			c, err := p.compare(name, data, &problems)
			if data == nil {
				c, err = p.removal(out.dir, name)
			}
			if err != nil {
				return nil, err
			}
			if c != nil {
				list = append(list, c)
			}
		}
		orphans, err := p.orphans(out)
		if err != nil {
			return nil, err
		}
		list = append(list, orphans...)
	}
	slices.SortStableFunc(list, func(a, b *change) int { return strings.Compare(a.Name, b.Name) })
	return list, problems.Err()
}

// compare returns what has to change for a file to hold data, nil if nothing. A
// file that is not ours is a problem.
func (p *plan) compare(name string, data []byte, problems *diag.List) (*change, error) {
	c := &change{Change: Change{Name: p.rel(name), New: data}, path: name}
	if err := c.follow(); err != nil {
		return nil, err
	}
	pos := token.Position{Filename: c.Name}
	linked := c.path != name
	info, err := os.Stat(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && linked:
		// A repository may hold a link to anywhere. We make no files there.
		problems.Add(diag.BadOutput, pos, "is a symbolic link to a file that does not exist; remove the link")
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err != nil:
		return nil, cannot("read", c.Name, err)
	}
	if !info.Mode().IsRegular() {
		problems.Add(diag.BadOutput, pos, "is not a regular file, so the stubs cannot go there; move it away")
		return nil, nil
	}
	old, err := os.ReadFile(c.path)
	if err != nil {
		return nil, cannot("read", c.Name, err)
	}
	if bytes.Equal(old, data) {
		return nil, nil
	}
	c.Old, c.mode = old, info.Mode().Perm()
	if c.Old == nil {
		c.Old = []byte{}
	}
	switch source, ours := origin(old); {
	case !ours && (linked || len(bytes.TrimSpace(old)) > 0):
		problems.Add(diag.ForeignFile, pos, "was not written by rpcgen, so it is left alone; rename or delete it")
		return nil, nil
	case otherTarget(old, data):
		problems.Add(diag.ForeignFile, pos, "was written by rpcgen for something else; write this into another directory, or delete the file")
		return nil, nil
	case foreign(source, data):
		problems.Addf(diag.ForeignFile, pos, "holds the stubs of %s; delete it if they are not needed, or write these into another directory", source)
		return nil, nil
	}
	return c, nil
}

// removal returns what takes a file away from below dir, nil if there is none of ours.
func (p *plan) removal(dir, name string) (*change, error) {
	if !within(dir, name) || !regular(name) {
		return nil, nil
	}
	old, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannot("read", p.rel(name), err)
	}
	if _, ours := origin(old); !ours {
		return nil, nil
	}
	return &change{Change: Change{Name: p.rel(name), Old: old}, path: name}, nil
}

// within says whether a file really lies below a directory, whatever links there are.
func within(dir, name string) bool {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(filepath.Dir(name))
	return err == nil && (real == root || strings.HasPrefix(real, root+string(filepath.Separator)))
}

// regular says whether there is a file that can be read to its end.
func regular(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// follow makes c.path the file that c.path is a symbolic link to, so that the
// link stays.
func (c *change) follow() error {
	for range 40 {
		link, err := os.Readlink(c.path)
		if err != nil {
			return nil // no link, or no file
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(c.path), link)
		}
		c.path = link
	}
	return fmt.Errorf("cannot read %s: too many symbolic links", c.Name)
}

// orphans returns the removal of what earlier runs wrote and nobody asks for any
// more: its source is gone or wants no stubs, or its services have moved to
// another file.
func (p *plan) orphans(out output) ([]*change, error) {
	if out.unit == nil {
		return nil, nil // other packages may write there as well
	}
	entries, err := os.ReadDir(out.unit.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannot("read", p.rel(out.unit.Dir), err)
	}
	var list []*change
	dropped := map[string]bool{} // stubs that other files, if there are any, are of no use beside
	for name := range out.files {
		dropped[name] = true // the others are among out.files as well, or there are none any more
	}
	slices.SortStableFunc(entries, stubsFirst)
	for _, e := range entries {
		if _, wanted := out.files[e.Name()]; wanted || !mayBeOurs(e) {
			continue
		}
		name := filepath.Join(out.unit.Dir, e.Name())
		old, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another run was faster
		}
		if err != nil {
			return nil, cannot("read", p.rel(name), err)
		}
		source, ours := origin(old)
		if ours && (p.unwanted(out.unit, source) || moved(out.unit, source, old) || dropped[stubsOf(e.Name())]) {
			dropped[e.Name()] = true
			list = append(list, &change{Change: Change{Name: p.rel(name), Old: old}, path: name})
		}
	}
	return list, nil
}

// mayBeOurs says that a file has one of the names that emitters use, so that it
// is worth opening. A leading dot is that of a file that another run is writing.
func mayBeOurs(e fs.DirEntry) bool {
	return e.Type().IsRegular() && e.Name()[0] != '.' && (strings.HasSuffix(e.Name(), ".gen.go") || strings.HasSuffix(e.Name(), "_gen_test.go"))
}

// stubsFirst orders stubs before what stands beside them.
func stubsFirst(a, b fs.DirEntry) int {
	return cmp.Compare(min(len(stubsOf(a.Name())), 1), min(len(stubsOf(b.Name())), 1))
}

// stubsOf returns the name of the stubs that a file with codecs, fakes or wrappers
// stands beside, "" if the name is not that of such a file.
func stubsOf(name string) string {
	for _, ending := range []string{".gen.go", "_gen_test.go"} {
		for _, word := range []string{"_codec", "_fake", "_wrap"} {
			if base, ok := strings.CutSuffix(name, word+ending); ok {
				return base + "_rpc" + ending
			}
		}
	}
	return ""
}

// unwanted says that the source of an output does not ask for it.
func (p *plan) unwanted(u *load.Unit, source string) bool {
	if u.Sources == nil || source == "" || strings.Contains(source, "/") {
		return false // nobody can tell
	}
	asks, exists := u.Sources[source]
	return !exists || !asks && !p.named
}

// moved says that an output declares services that now come from another file of
// the same package. The two would not compile together.
func moved(u *load.Unit, source string, old []byte) bool {
	for _, api := range u.APIs {
		if path.Dir(emit.Source(api)) != path.Dir(source) {
			continue
		}
		for _, s := range api.Services {
			if bytes.Contains(old, []byte("\ntype "+s.Name+"Client struct {\n")) {
				return true
			}
		}
	}
	return false
}

// origin returns what the header of a generated file says about its source, and
// whether the file is ours. The header need not come first: somebody may have put
// a licence above it.
func origin(data []byte) (source string, ours bool) {
	for _, text := range headLines(data) {
		if text == emit.Header {
			ours = true
		} else if s, ok := strings.CutPrefix(text, emit.SourcePrefix); ok && ours {
			return s, true
		}
	}
	return "", ours
}

// conflict is a line that git leaves between two versions.
var conflict = regexp.MustCompile(`^(<{7}|\|{7}|={7}|>{7})( |$)`)

// headLines returns the lines of comments before the first of code.
func headLines(data []byte) (list []string) {
	const enough = 4096
	block := false // within /* */
	for line := range bytes.Lines(data[:min(len(data), enough)]) {
		text := string(bytes.TrimRight(line, "\r\n"))
		switch trimmed := strings.TrimSpace(text); {
		case block:
			block = !strings.Contains(trimmed, "*/")
		case strings.HasPrefix(trimmed, "/*"):
			block = !strings.Contains(trimmed, "*/")
		case strings.HasPrefix(trimmed, "//"):
			list = append(list, text)
		case conflict.MatchString(text): // git could not merge it, and we write it anew
		case trimmed != "":
			return list
		}
	}
	return list
}

// otherTarget says that one of two files of ours has clients and the other has types,
// so that they are of different targets.
func otherTarget(old, now []byte) bool {
	return about(old) != "" && about(now) != "" && about(old) != about(now)
}

// about returns how the line below the header begins: "// Source" or "// Types".
func about(data []byte) string {
	lines := headLines(data)
	if i := slices.Index(lines, emit.Header); i >= 0 && i+1 < len(lines) {
		if kind, _, ok := strings.Cut(lines[i+1], " of "); ok {
			return kind
		}
	}
	return ""
}

// foreign says that data comes from another package than the source of the file
// that it would replace.
func foreign(source string, data []byte) bool {
	now, _ := origin(data)
	return strings.Contains(source, "/") && strings.Contains(now, "/") && path.Dir(source) != path.Dir(now)
}

// rel returns a path as messages show it: relative to the working directory.
func (p *plan) rel(name string) string {
	dir := p.dir
	if !filepath.IsAbs(dir) {
		wd, err := os.Getwd()
		if err != nil {
			return name
		}
		dir = filepath.Join(wd, dir)
	}
	return diag.Rel(dir, name)
}

// cannot describes what a file system refuses, without the names of our
// temporary files.
func cannot(do, name string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("cannot %s %s: %w", do, name, err)
}

func sortedNames(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
