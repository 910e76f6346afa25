package load

import (
	"bytes"
	"go/scanner"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// marker is what makes an interface a service when packages are named.
const marker = directivePrefix + "service"

// byPattern returns a target for each package that has a marked interface, and a
// unit for each other one that has output of ours.
func (l *loader) byPattern() (targets []*target, idle []*Unit) {
	list, err := l.goList(question{dir: l.dir, flags: []string{fieldsToFind}, patterns: l.cfg.Patterns, source: true})
	if err != nil {
		l.diags.Add(diag.NoSuchPackage, token.Position{}, err.Error())
		return nil, nil
	}
	for _, p := range list {
		names := slices.Concat(p.GoFiles, p.CgoFiles, p.InvalidGoFiles, p.TestGoFiles, p.XTestGoFiles)
		slices.Sort(names)
		names = slices.Compact(names)
		if len(names) == 0 {
			if p.Error != nil {
				text, _, _ := strings.Cut(importError(p.ImportPath, p.Error.Err), "; ")
				text = strings.ReplaceAll(text, l.dir+string(filepath.Separator), "")
				if !strings.Contains(text, strings.TrimPrefix(p.ImportPath, "./")) {
					text = p.ImportPath + ": " + text
				}
				l.diags.Add(diag.NoSuchPackage, token.Position{}, text+"; correct the pattern")
			}
			continue
		}
		ts, output := l.markedIn(p, names)
		targets = append(targets, ts...)
		if len(ts) == 0 && output {
			idle = append(idle, &Unit{Dir: p.Dir, Sources: askingFiles(p.Dir, nil)})
		}
	}
	if len(targets) == 0 && !slices.ContainsFunc(idle, hasOrphans) && len(l.diags) == 0 {
		l.diags.Addf(diag.NoServices, token.Position{}, "no interface is marked %s in %s; write %s in the comment above the interfaces to generate stubs for",
			marker, strings.Join(l.cfg.Patterns, " "), marker)
	}
	return targets, idle
}

// hasOrphans says whether there is output in a directory that no source asks for.
func hasOrphans(u *Unit) bool {
	names, err := readDirNames(u.Dir)
	if err != nil {
		return false
	}
	wanted := map[string]bool{}
	for name, asks := range u.Sources {
		for _, out := range outputNames(name) {
			wanted[out] = asks
		}
	}
	return slices.ContainsFunc(names, func(name string) bool { return isOutputName(name) && !wanted[name] })
}

// hasMarker says whether a comment in src begins with the marker. The marker may
// also stand in a text, as in the tests of a generator.
func hasMarker(src []byte) bool {
	if !bytes.Contains(src, []byte(marker)) {
		return false
	}
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, nil, scanner.ScanComments)
	for {
		switch _, tok, text := s.Scan(); {
		case tok == token.EOF:
			return false
		case tok == token.COMMENT && strings.HasPrefix(text, marker):
			return true
		}
	}
}

// markedIn returns the targets among a package and its tests, and whether there
// is output of ours.
func (l *loader) markedIn(p *listed, names []string) (targets []*target, output bool) {
	files, ok := l.readFiles(p.Dir, names)
	if !ok {
		return nil, false
	}
	marked := func(f *sourceFile) bool { return !f.ours && hasMarker(f.src) }
	output = slices.ContainsFunc(files, func(f *sourceFile) bool { return f.ours })
	if !slices.ContainsFunc(files, marked) {
		return nil, output
	}
	if !slices.ContainsFunc(files, func(f *sourceFile) bool { return f.test && marked(f) }) {
		files = slices.DeleteFunc(files, func(f *sourceFile) bool { return f.test })
	}
	pkg, ext, ok := l.arrange(p.Dir, p.ImportPath, files)
	if !ok {
		return nil, output
	}
	pkg.importMap, ext.importMap = p.ImportMap, p.ImportMap
	if slices.ContainsFunc(pkg.allFiles, marked) {
		pkg.target = true
		targets = append(targets, &target{pkg: pkg, listDir: l.dir, marked: true})
	}
	if slices.ContainsFunc(ext.allFiles, marked) {
		ext.target = true
		targets = append(targets, &target{pkg: ext, tested: pkg, listDir: l.dir, marked: true})
	}
	return targets, output
}

// findPackage returns the target for a package that the go command has to find.
func (l *loader) findPackage(path string) *target {
	list, err := l.goList(question{dir: l.dir, flags: []string{"-export", "-deps", fieldsToType}, patterns: []string{path}, source: true})
	if err != nil {
		l.diags.Add(diag.NoSuchPackage, token.Position{}, err.Error())
		return nil
	}
	t := &target{listDir: l.dir, listed: map[string]*listed{}}
	var found *listed
	for _, p := range list {
		if !p.DepOnly {
			if found != nil {
				l.diags.Addf(diag.SeveralMeant, token.Position{}, "-type reads one package, and %s is several; name one", path)
				return nil
			}
			found = p
			continue
		}
		t.listed[p.ImportPath] = p
	}
	if found == nil || len(found.GoFiles)+len(found.CgoFiles) == 0 {
		if found != nil && found.Error != nil {
			l.diags.Add(diag.NoSuchPackage, token.Position{}, importError(path, found.Error.Err))
		} else {
			l.diags.Addf(diag.ExcludedFile, token.Position{}, "package %s has no Go files for this build; name another package, or set GOOS, GOARCH or -tags", path)
		}
		return nil
	}
	files, ok := l.readFiles(found.Dir, slices.Concat(found.GoFiles, found.CgoFiles))
	if !ok {
		return nil
	}
	pkg, _, ok := l.arrange(found.Dir, found.ImportPath, files)
	if !ok {
		return nil
	}
	pkg.target, pkg.importMap = true, found.ImportMap
	t.pkg = pkg
	return t
}
