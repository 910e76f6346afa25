package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// moduleFiles are what decides, in a directory or one above it, which module a
// package belongs to and where its imports lie.
var moduleFiles = []string{"go.mod", "go.sum", "go.work", filepath.Join("vendor", "modules.txt")}

// State returns a hash of what counts in directories: their Go files and all that
// may be output of ours, and the module files in them and above. It reports false
// if something cannot be read, or if it cannot be known what counts.
func State(dirs []string) (string, bool) {
	h := sha256.New()
	seen := map[string]bool{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return "", false
		}
		for _, e := range entries {
			if name := e.Name(); !e.IsDir() && (filepath.Ext(name) == ".go" || strings.Contains(name, ".gen.")) {
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					return "", false
				}
				fmt.Fprintf(h, "%q %v %x\n", filepath.Join(dir, name), e.Type(), sha256.Sum256(data))
			}
		}
		for ; !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			if _, err := os.Lstat(filepath.Join(dir, "vendor")); err == nil {
				fmt.Fprintf(h, "%q vendor\n", dir)
			}
			for _, name := range moduleFiles {
				data, err := os.ReadFile(filepath.Join(dir, name))
				switch {
				case errors.Is(err, fs.ErrNotExist):
					continue
				case err != nil, name == "go.work": // which changes what all modules mean
					return "", false
				}
				fmt.Fprintf(h, "%q %x\n", filepath.Join(dir, name), sha256.Sum256(data))
				if name == "go.mod" && !replacements(h, dir, string(data)) {
					return "", false
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), true
}

// replacements writes the go.mod files of the directories that a go.mod file names:
// they have a say in the versions of everything.
func replacements(h interface{ Write(p []byte) (int, error) }, root, mod string) bool {
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		for word := range strings.FieldsSeq(line) {
			switch {
			case strings.ContainsAny(word, "\"`"):
				return false // it may hold spaces
			case !strings.HasPrefix(word, ".") && !filepath.IsAbs(word):
				continue
			case !filepath.IsAbs(word):
				word = filepath.Join(root, word)
			}
			data, err := os.ReadFile(filepath.Join(word, "go.mod"))
			if err != nil {
				return false
			}
			fmt.Fprintf(h, "%q %x\n", word, sha256.Sum256(data))
		}
	}
	return true
}
