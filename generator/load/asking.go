package load

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// askingFiles returns the Go files in dir without our own output, by base name,
// and whether each asks for stubs. Files that are read already are in known. A
// file is only looked into if there is output for it.
func askingFiles(dir string, known []*sourceFile) map[string]bool {
	names, err := readDirNames(dir)
	if err != nil {
		return nil
	}
	read := map[string]*sourceFile{}
	for _, f := range known {
		read[f.name] = f
	}
	get := func(name string) *sourceFile {
		if read[name] == nil {
			if f, err := readFile(dir, name); err == nil {
				read[name] = f
			}
		}
		return read[name]
	}
	asking := map[string]bool{}
	var doubtful []string
	for _, name := range names {
		if isOutputName(name) || read[name] != nil && read[name].ours {
			continue
		}
		asking[name] = false
		if !slices.ContainsFunc(outputNames(name), func(out string) bool { return slices.Contains(names, out) }) {
			continue
		}
		f := get(name)
		switch {
		case f == nil:
			asking[name] = true // it cannot be read, so leave its output alone
		case f.ours:
			delete(asking, name)
		case asks(f.src):
			asking[name] = true
		default:
			doubtful = append(doubtful, name)
		}
	}
	if len(doubtful) == 0 {
		return asking
	}
	var types []string
	for _, name := range names {
		if f := get(name); f != nil && !f.ours {
			types = append(types, namedTypes(f.src)...)
		}
	}
	for _, name := range doubtful {
		asking[name] = slices.ContainsFunc(types, func(typ string) bool { return declares(get(name).src, typ) })
	}
	return asking
}

var (
	generateLine = regexp.MustCompile(`(?m)^//go:generate\s.*\brpcgen\b.*$`)
	// ownLine is a line that asks for stubs for the interfaces of its own file,
	// beside it: it names no types, no output and no packages.
	ownLine  = regexp.MustCompile(`(?m)^//go:generate\s.*\brpcgen(@\S+)?(\s+--?((tags|wrap)[ =]\S+|fake))*\s*$`)
	typeFlag = regexp.MustCompile(`\s--?type[ =]["']?([\pL\pN_,]+)`)
	outFlag  = regexp.MustCompile(`\s--?o[ =]`)
)

// asks says whether a file asks for stubs for its own interfaces.
func asks(src []byte) bool {
	if bytes.Contains(src, []byte("\n"+marker)) || bytes.HasPrefix(src, []byte(marker)) {
		return true
	}
	return slices.ContainsFunc(generateLine.FindAll(src, -1), func(line []byte) bool { return !typeFlag.Match(line) })
}

// namedTypes returns the interfaces that //go:generate lines name with -type for
// output beside them.
func namedTypes(src []byte) []string {
	var list []string
	for _, line := range generateLine.FindAll(src, -1) {
		if m := typeFlag.FindSubmatch(line); m != nil && !outFlag.Match(line) {
			list = append(list, strings.Split(string(m[1]), ",")...)
		}
	}
	return list
}

// declares says whether a file seems to declare a type.
func declares(src []byte, typ string) bool {
	ok, err := regexp.Match(`(?m)^(type\s+|\s+)`+regexp.QuoteMeta(typ)+`\s`, src)
	return ok || err != nil
}

// outputDir returns the names that the Go files in dir declare and the name of
// their package, for output that goes there.
func outputDirFiles(dir string) []*sourceFile {
	names, err := readDirNames(dir)
	if err != nil {
		return nil
	}
	var files []*sourceFile
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if f, err := readFile(dir, name); err == nil && !f.ours {
			files = append(files, f)
		}
	}
	return files
}
