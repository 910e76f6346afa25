// Package scaffold is the projects that rpcgen init starts, as text: it touches no disk.
package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"golang.org/x/mod/modfile"
)

// files are the templates: for each a folder, over those files that all have. What ends
// in .tmpl is a text/template over a [Project]; all else is copied.
//
//go:embed template
var files embed.FS

// common is the folder with what is in every project.
const common = "common"

// renamed are the files that cannot have their own names here, as the go command or git
// would take them for ours.
var renamed = map[string]string{"gomod": "go.mod", "gosum": "go.sum", "gitignore": ".gitignore"}

// A Project is what the templates need to know.
type Project struct {
	Template string // one of [Templates]
	Module   string // the path of the new module
	Version  string // the version of rpcgen that it requires
	Replace  string // the checkout of rpcgen that stands for that version, "" for none
}

// Templates returns the names of the templates and what each is for, the default first.
func Templates() [][2]string {
	return [][2]string{
		{"minimal", "a service with a cookie and sessions in memory"},
		{"web", "the same with a web page, which calls it with the client in TypeScript"},
		{"cluster", "the same for several machines, with sessions in Redis"},
	}
}

// Name returns the last part of the module's path that is not a version, which is
// also the name of the program that go build makes.
func (p Project) Name() string {
	dir, last := path.Split(p.Module)
	if isMajor(last) && dir != "" {
		last = path.Base(dir)
	}
	return last
}

// isMajor says whether a part of a module's path is a version such as v2.
func isMajor(part string) bool {
	digits, ok := strings.CutPrefix(part, "v")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == "" && digits[0] != '0' && digits != "1"
}

// Files returns the project's files by name, with slashes.
func (p Project) Files() (map[string][]byte, error) {
	if !slices.ContainsFunc(Templates(), func(t [2]string) bool { return t[0] == p.Template }) {
		return nil, fmt.Errorf("there is no template %q, but minimal, web and cluster", p.Template)
	}
	if p.Replace != "" {
		p.Replace = modfile.AutoQuote(p.Replace)
	}
	project := map[string][]byte{}
	for _, folder := range []string{common, p.Template} {
		if err := p.add(project, path.Join("template", folder)); err != nil {
			return nil, err
		}
	}
	return project, nil
}

// Names returns the names of files in order.
func Names(project map[string][]byte) []string { return slices.Sorted(maps.Keys(project)) }

// add adds the files of a folder of templates.
func (p Project) add(project map[string][]byte, folder string) error {
	return fs.WalkDir(files, folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		target := strings.TrimPrefix(name, folder+"/")
		if plain, ok := strings.CutSuffix(target, ".tmpl"); ok {
			target = plain
			if text, err = p.fill(name, text); err != nil {
				return err
			}
		}
		if real, ok := renamed[target]; ok {
			target = real
		}
		project[target] = text
		return nil
	})
}

// fill fills in a template.
func (p Project) fill(name string, text []byte) ([]byte, error) {
	t, err := template.New(name).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
