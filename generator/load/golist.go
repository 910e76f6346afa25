package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/build"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A listed is what the go command tells of a package.
type listed struct {
	ImportPath     string
	Name           string
	Dir            string
	Export         string // file with the export data, "" if the package does not compile
	GoFiles        []string
	CgoFiles       []string
	TestGoFiles    []string
	XTestGoFiles   []string
	InvalidGoFiles []string
	Imports        []string
	ImportMap      map[string]string
	Standard       bool
	DepOnly        bool
	Error          *struct{ Err string }
}

const (
	fieldsToFind = "-json=ImportPath,Name,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,InvalidGoFiles,ImportMap,Standard,Error"
	fieldsToType = "-json=ImportPath,Name,Dir,Export,GoFiles,CgoFiles,Imports,ImportMap,Standard,DepOnly,Error"
)

// A question is one that the go command is asked about packages.
type question struct {
	dir      string
	flags    []string
	patterns []string
	// source says that what the patterns name is read from source, so that of their files
	// only the names and the imports count.
	source bool
}

// goList asks the go command, or returns what it has said before. What it cannot do at all
// is the error's text.
func (l *loader) goList(q question) ([]*listed, error) {
	kept := l.cfg.Lists
	if kept == nil {
		return l.askGo(q)
	}
	key := strings.Join(slices.Concat([]string{l.env.settings, q.dir}, q.flags, q.patterns), "\x00")
	if list, ok := kept.get(key); ok {
		return list, nil
	}
	asked := time.Now()
	list, err := l.askGo(q)
	of, ok := l.dependenceOf(q, list)
	kept.noteAll(of)
	if ok && err == nil {
		kept.put(key, list, of, asked)
	}
	return list, err
}

// dependenceOf returns what an answer depends on. It reports false if that is not all that
// it depends on: packages were looked for in every module, or something is wrong with one.
func (l *loader) dependenceOf(q question, list []*listed) (of dependence, ok bool) {
	of.dir, ok = q.dir, true
	for _, pattern := range q.patterns {
		if filepath.IsAbs(pattern) || build.IsLocalImport(pattern) {
			of.trees = append(of.trees, tree(q.dir, pattern))
		} else if strings.Contains(pattern, "...") || pattern == "all" || pattern == "std" || pattern == "cmd" {
			ok = false
		}
	}
	local := len(of.trees) == len(q.patterns) // and so what they name is in these trees
	modules := l.moduleCache()
	for _, p := range list {
		named := q.source && !p.DepOnly
		if p.Error != nil || !named && !p.Standard && p.Export == "" && len(p.GoFiles) > 0 {
			ok = false
		}
		switch {
		case p.Standard || p.Dir == "" || modules != "" && strings.HasPrefix(p.Dir, modules+string(filepath.Separator)):
		case !named:
			of.dirs = append(of.dirs, p.Dir)
		case !local:
			of.trees = append(of.trees, p.Dir)
		}
	}
	return of, ok
}

// tree returns the directory of a pattern, with "..." behind it if those below are meant.
func tree(dir, pattern string) string {
	top, _, deep := strings.Cut(pattern, "...")
	if !filepath.IsAbs(top) {
		top = filepath.Join(dir, top)
	}
	if deep && !strings.HasSuffix(pattern, "/...") {
		top = filepath.Dir(top) // any directory that begins like this
	}
	if deep {
		return filepath.Join(top, "...")
	}
	return top
}

// askGo runs "go list".
func (l *loader) askGo(q question) ([]*listed, error) {
	all := []string{"list", "-e"}
	if len(l.build.BuildTags) > 0 {
		all = append(all, "-tags="+strings.Join(l.build.BuildTags, ","))
	}
	cmd := exec.CommandContext(l.ctx, "go", slices.Concat(all, q.flags, []string{"--"}, q.patterns)...)
	cmd.Dir = q.dir
	cmd.Env = l.env.forDir(q.dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("the go command was not found; install Go or add it to $PATH")
	}
	var list []*listed
	for dec := json.NewDecoder(&stdout); ; {
		p := new(listed)
		if e := dec.Decode(p); e == io.EOF {
			break
		} else if e != nil {
			return nil, errors.New("the go command was interrupted; run again")
		}
		list = append(list, p)
	}
	if err != nil && len(list) == 0 {
		return nil, errors.New(goError(stderr.String(), err.Error()))
	}
	return list, nil
}

// goError puts what the go command printed into one line, with what to do.
func goError(text, otherwise string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		text = otherwise
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "go: "))
		if line != "" && !strings.HasPrefix(line, "go: downloading") {
			lines = append(lines, line)
		}
	}
	msg := lines[0]
	for i, line := range lines[1:] {
		switch {
		case i > 2:
		case strings.HasSuffix(msg, ":"):
			msg += " " + line
		default:
			msg += ", " + line
		}
	}
	return "the go command failed: " + msg + "; make \"go list\" work here"
}

// importError says in one line why a package cannot be imported, and what to do.
func importError(path string, text string) string {
	text, more, _ := strings.Cut(strings.TrimSpace(text), "\n")
	text, _, _ = strings.Cut(text, "; to add") // "it:", and the command on the next line
	text = strings.TrimSuffix(strings.TrimSpace(text), ":")
	switch {
	case strings.Contains(text, "is not in std"):
		text, _, _ = strings.Cut(text, " (")
		return text + "; correct the import path"
	case strings.Contains(text, "-mod=vendor"), strings.Contains(text, "vendor/modules.txt"):
		return text + `; run "go mod vendor"`
	case strings.Contains(text, "missing go.sum entry"):
		return text + `; run "go mod tidy"`
	case strings.Contains(text, "import cycle"):
		return text + "; break the cycle"
	case strings.Contains(text, "no required module"), strings.Contains(text, "cannot find module"),
		strings.Contains(more, "go get"):
		return text + `; run "go get ` + path + `"`
	case strings.HasPrefix(text, "no Go files in"), strings.Contains(text, "build constraints exclude all Go files"):
		text, _, _ = strings.Cut(text, " in ")
		return text + " in it; add some or do not import it"
	}
	return text + "; make \"go list\" accept it"
}
